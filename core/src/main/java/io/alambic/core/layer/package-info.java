/** Lists of layers: what architectures are made of, and the operations that layers are made of. */
package io.alambic.core.layer;
