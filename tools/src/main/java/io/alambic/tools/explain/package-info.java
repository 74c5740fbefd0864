/** {@code alambic explain}: what a student took over from its teacher. */
package io.alambic.tools.explain;
