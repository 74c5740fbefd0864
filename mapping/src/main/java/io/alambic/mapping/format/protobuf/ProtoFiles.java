package io.alambic.mapping.format.protobuf;

import com.google.protobuf.AnyProto;
import com.google.protobuf.DescriptorProtos;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DurationProto;
import com.google.protobuf.EmptyProto;
import com.google.protobuf.FieldMaskProto;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.StructProto;
import com.google.protobuf.TimestampProto;
import com.google.protobuf.WrappersProto;
import io.alambic.mapping.schema.InvalidSchemaException;
import io.alambic.mapping.schema.SchemaFile;
import io.alambic.mapping.schema.SchemaText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Links files of Protobuf with those that they import. Registries do not have all of them, such as those of Google's or Confluent's own types: a message of
 * which the file is not there has no fields, so that the others of a record are read.
 */
final class ProtoFiles {

    private static final int DEEPEST_IMPORT = 100;
    private static final Map<String, FileDescriptor> WELL_KNOWN = Stream.of(
                    AnyProto.getDescriptor(),
                    DescriptorProtos.getDescriptor(),
                    DurationProto.getDescriptor(),
                    EmptyProto.getDescriptor(),
                    FieldMaskProto.getDescriptor(),
                    StructProto.getDescriptor(),
                    TimestampProto.getDescriptor(),
                    WrappersProto.getDescriptor())
            .collect(Collectors.toMap(FileDescriptor::getName, file -> file));

    private final Map<String, FileDescriptorProto> files;
    private final Map<String, FileDescriptor> linked = new HashMap<>(WELL_KNOWN);
    private final Set<String> inProgress = new HashSet<>();

    private ProtoFiles(Map<String, FileDescriptorProto> files) {
        this.files = files;
    }

    /**
     * Returns the schema of a registry.
     *
     * @throws IOException if it is none
     */
    static ProtobufSchema parse(SchemaText text) throws IOException {
        Map<String, FileDescriptorProto> files = new LinkedHashMap<>();
        for (Map.Entry<String, String> reference : text.references().entrySet()) {
            files.put(reference.getKey(), ProtoText.describe(reference.getKey(), reference.getValue()));
        }
        String name = text.name() + ".proto";
        files.put(name, ProtoText.describe(name, text.main()));
        return new ProtobufSchema(new ProtoFiles(files).link(name));
    }

    /**
     * Returns the schema of a file: a {@code .proto} text, whose imports are looked for in its folder and those above, or a set of descriptors, whose
     * last file it is.
     *
     * @throws IOException if it cannot be read, or is none
     */
    static ProtobufSchema read(Path file) throws IOException {
        byte[] content = SchemaFile.bytes(file);
        if (!file.toString().endsWith(".proto")) {
            return set(file, content);
        }
        Map<String, String> references = new LinkedHashMap<>();
        String main = new String(content, StandardCharsets.UTF_8);
        addImports(file.toAbsolutePath().getParent(), file.getFileName().toString(), main, references, 0);
        SchemaText text = new SchemaText(file.toString(), main, references);
        text.requireDepth();
        return parse(text);
    }

    private static void addImports(Path folder, String name, String text, Map<String, String> texts, int depth)
            throws IOException {
        if (depth > DEEPEST_IMPORT) {
            throw new InvalidSchemaException("expected fewer imports of imports in " + name, null);
        }
        SchemaText.of(name, text).requireDepth();
        for (String imported : ProtoText.describe(name, text).getDependencyList()) {
            Optional<Path> file = Stream.iterate(folder, Objects::nonNull, Path::getParent)
                    .map(root -> root.resolve(imported))
                    .filter(Files::isRegularFile)
                    .findFirst();
            if (!texts.containsKey(imported) && !WELL_KNOWN.containsKey(imported) && file.isPresent()) {
                String content = new String(SchemaFile.bytes(file.get()), StandardCharsets.UTF_8);
                texts.put(imported, content);
                addImports(folder, imported, content, texts, depth + 1);
            }
        }
    }

    private static ProtobufSchema set(Path file, byte[] content) throws IOException {
        try {
            FileDescriptorSet set = FileDescriptorSet.parseFrom(content);
            if (set.getFileCount() == 0) {
                throw new InvalidSchemaException(
                        "expected a set of descriptors in %s, but it is empty".formatted(file), null);
            }
            Map<String, FileDescriptorProto> files = new LinkedHashMap<>();
            set.getFileList().forEach(one -> files.put(one.getName(), one));
            return new ProtobufSchema(new ProtoFiles(files)
                    .link(set.getFile(set.getFileCount() - 1).getName()));
        } catch (InvalidProtocolBufferException e) {
            throw new InvalidSchemaException(
                    "expected a .proto file or a set of descriptors, but got %s".formatted(file), e);
        }
    }

    private FileDescriptor link(String name) throws IOException {
        FileDescriptor known = linked.get(name);
        if (known != null) {
            return known;
        }
        if (!inProgress.add(name) || inProgress.size() > DEEPEST_IMPORT) {
            throw new InvalidSchemaException(
                    "expected files that do not import each other in a circle, as %s does".formatted(name), null);
        }
        FileDescriptorProto file = files.get(name);
        FileDescriptorProto.Builder found =
                file.toBuilder().clearDependency().clearPublicDependency().clearWeakDependency();
        List<FileDescriptor> imported = new ArrayList<>();
        for (int index = 0; index < file.getDependencyCount(); index++) {
            String dependency = file.getDependency(index);
            if (files.containsKey(dependency) || linked.containsKey(dependency)) {
                if (file.getPublicDependencyList().contains(index)) {
                    found.addPublicDependency(found.getDependencyCount());
                }
                found.addDependency(dependency);
                imported.add(link(dependency));
            }
        }
        try {
            boolean allAreThere = imported.size() == file.getDependencyCount();
            FileDescriptor result =
                    FileDescriptor.buildFrom(found.build(), imported.toArray(FileDescriptor[]::new), !allAreThere);
            linked.put(name, result);
            inProgress.remove(name);
            return result;
        } catch (DescriptorValidationException | IllegalArgumentException e) {
            throw new InvalidSchemaException("expected a schema of Protobuf, but: " + e.getMessage(), e);
        }
    }
}
