/** Architectures that users declare: lists of layers in YAML, and the same lists as they are stored with weights. */
package io.alambic.core.layer.declared;
