/** When samples came to be, and when the next time has come. */
package io.alambic.core.time;
