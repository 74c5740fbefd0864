package io.alambic.mapping.format.protobuf;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The messages of a file.
 *
 * @param file as Protobuf describes it
 */
record ProtobufSchema(FileDescriptor file) {

    /**
     * Returns the first message, which a record is that says nothing else.
     *
     * @throws IOException if there is none
     */
    Descriptor first() throws IOException {
        if (file.getMessageTypes().isEmpty()) {
            throw new IOException("expected a message in the schema, but it has none");
        }
        return file.getMessageTypes().get(0);
    }

    /** Returns the message of a name, with its package or without, of this file or of one that it imports. */
    Optional<Descriptor> named(String name) {
        Deque<FileDescriptor> files = new ArrayDeque<>();
        Set<String> seen = new HashSet<>();
        for (files.add(file); !files.isEmpty(); ) {
            FileDescriptor next = files.remove();
            if (seen.add(next.getName())) {
                Optional<Descriptor> found = named(next, name);
                if (found.isPresent()) {
                    return found;
                }
                files.addAll(next.getDependencies());
            }
        }
        return Optional.empty();
    }

    private static Optional<Descriptor> named(FileDescriptor file, String name) {
        String prefix = file.getPackage() + ".";
        String[] parts = (name.startsWith(prefix) ? name.substring(prefix.length()) : name).split("\\.", -1);
        Descriptor found = file.findMessageTypeByName(parts[0]);
        for (int part = 1; part < parts.length && found != null; part++) {
            found = found.findNestedTypeByName(parts[part]);
        }
        return Optional.ofNullable(found);
    }
}
