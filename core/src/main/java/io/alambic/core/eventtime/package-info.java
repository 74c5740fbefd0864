/** When samples came to be. */
package io.alambic.core.eventtime;
