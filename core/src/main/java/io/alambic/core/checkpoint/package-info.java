/** Checkpoints: everything a trainer needs to go on after a crash, whole on disk or absent. */
package io.alambic.core.checkpoint;
