/** Settings that came as text: reading them, and saying in one sentence what is wrong with one. */
package io.alambic.core.settings;
