/** Protobuf's binary encoding, and schemas in {@code .proto} texts and descriptor sets. */
package io.alambic.mapping.format.protobuf;
