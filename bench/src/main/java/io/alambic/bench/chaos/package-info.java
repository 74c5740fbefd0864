/** Pulls the plug: kills and freezes a whole Alambic at random moments, then counts every sample. */
package io.alambic.bench.chaos;
