/** Images become elements of a tensor: decoded, resized as Pillow does, cropped, scaled and normalized. */
package io.alambic.mapping.image;
