package io.alambic.proto;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Every type of a set of proto files by its full name, nested ones and map entries among them.
 *
 * @param files by path
 */
record Contracts(
        Map<String, FileDescriptorProto> files,
        Map<String, DescriptorProto> messages,
        Map<String, EnumDescriptorProto> enums,
        Map<String, ServiceDescriptorProto> services) {

    static Contracts of(FileDescriptorSet set) {
        var contracts = new Contracts(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
        set.getFileList().forEach(contracts::add);
        return contracts;
    }

    /** What protoc has just read. */
    static FileDescriptorSet current() {
        return read(Path.of(System.getProperty("alambic.contracts")));
    }

    /** The contracts of every release, by version. */
    static Map<String, FileDescriptorSet> released() {
        Map<String, FileDescriptorSet> releases = new TreeMap<>();
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("alambic.released")))) {
            files.filter(file -> file.toString().endsWith(".binpb"))
                    .forEach(file -> releases.put(file.getFileName().toString().replace(".binpb", ""), read(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return releases;
    }

    private static FileDescriptorSet read(Path file) {
        try {
            return FileDescriptorSet.parseFrom(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(FileDescriptorProto file) {
        files.put(file.getName(), file);
        String scope = file.getPackage() + ".";
        file.getMessageTypeList().forEach(message -> add(scope, message));
        file.getEnumTypeList().forEach(type -> enums.put(scope + type.getName(), type));
        file.getServiceList().forEach(service -> services.put(scope + service.getName(), service));
    }

    private void add(String scope, DescriptorProto message) {
        String name = scope + message.getName();
        messages.put(name, message);
        message.getNestedTypeList().forEach(nested -> add(name + ".", nested));
        message.getEnumTypeList().forEach(type -> enums.put(name + "." + type.getName(), type));
    }
}
