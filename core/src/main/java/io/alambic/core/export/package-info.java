/** Trained students at rest: found in checkpoints and model folders, written for other programs to load. */
package io.alambic.core.export;
