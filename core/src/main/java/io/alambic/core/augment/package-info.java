/** Seeded augmentations of samples, as they lie on the wire. */
package io.alambic.core.augment;
