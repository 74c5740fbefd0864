package io.alambic.tools.card;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import io.alambic.core.checkpoint.TaughtBy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import org.cyclonedx.Version;
import org.cyclonedx.exception.GeneratorException;
import org.cyclonedx.generators.BomGeneratorFactory;
import org.cyclonedx.model.Bom;
import org.cyclonedx.model.Component;
import org.cyclonedx.model.Dependency;
import org.cyclonedx.model.Hash;
import org.cyclonedx.model.Metadata;
import org.cyclonedx.model.Property;
import org.cyclonedx.model.metadata.ToolInformation;

/**
 * The model card of an exported student: a bill of materials of CycloneDX 1.6 whose subject is the model. Its components are the files, with
 * their digests, and the teachers, on which the model depends.
 *
 * @param target file to write
 * @param clock time of writing
 */
public record ModelCardFile(Path target, InstantSource clock) {

    private static final String SUFFIX = ".cdx.json";
    private static final String ONNX = ".onnx";
    private static final String MODEL = "model";

    /** Returns the card beside an export: {@code student.cdx.json} for {@code student.onnx} and for the folder {@code student}. */
    public static Path beside(Path export) {
        String name = export.toAbsolutePath().normalize().getFileName().toString();
        String base = name.endsWith(ONNX) ? name.substring(0, name.length() - ONNX.length()) : name;
        return export.resolveSibling(base + SUFFIX);
    }

    /**
     * Checks that the card can be written.
     *
     * @throws IOException if it exists
     */
    public void requireAbsent() throws IOException {
        if (Files.exists(target)) {
            throw new FileAlreadyExistsException(target.toString(), null, "it exists already");
        }
    }

    /**
     * Writes the card.
     *
     * @throws IOException if a file cannot be read, or the card not be written
     */
    public void write(CardFacts facts) throws IOException {
        try {
            Files.writeString(
                    target,
                    BomGeneratorFactory.createJson(Version.VERSION_16, bom(facts))
                            .toJsonString());
        } catch (GeneratorException e) {
            throw new IOException("%s cannot be formatted: %s".formatted(target, e.getMessage()), e);
        }
    }

    private Bom bom(CardFacts facts) throws IOException {
        Bom bom = new Bom();
        Component model = component(
                Component.Type.MACHINE_LEARNING_MODEL,
                MODEL,
                facts.name(),
                facts.student().version());
        model.setModelCard(ModelCards.of(facts));
        property(model, "parameters", Long.toString(facts.parameters()));
        property(model, "weights", facts.weights().toString());
        StringBuilder digests = new StringBuilder();
        for (Path file : facts.files()) {
            String digest = MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString();
            digests.append(digest);
            Component part = component(
                    Component.Type.FILE,
                    "file/" + file.getFileName(),
                    file.getFileName().toString(),
                    null);
            part.addHash(new Hash(Hash.Algorithm.SHA_256, digest));
            property(part, "bytes", Long.toString(Files.size(file)));
            model.addComponent(part);
            if (facts.files().size() == 1) {
                model.addHash(new Hash(Hash.Algorithm.SHA_256, digest));
            }
        }
        bom.setSerialNumber(
                "urn:uuid:" + UUID.nameUUIDFromBytes(digests.toString().getBytes(StandardCharsets.UTF_8)));
        bom.setMetadata(metadata(model));
        addTeachers(facts, bom);
        return bom;
    }

    private Metadata metadata(Component model) {
        ToolInformation tools = new ToolInformation();
        tools.setComponents(List.of(component(Component.Type.APPLICATION, null, "alambic", null)));
        Metadata metadata = new Metadata();
        metadata.setTimestamp(Date.from(clock.instant()));
        metadata.setToolChoice(tools);
        metadata.setComponent(model);
        return metadata;
    }

    private static void addTeachers(CardFacts facts, Bom bom) {
        Dependency learned = new Dependency(MODEL);
        List<TaughtBy> teachers =
                facts.student().lineage().map(lineage -> lineage.teachers()).orElse(List.of());
        for (TaughtBy teacher : teachers) {
            String reference = "teacher/%s@%s%s"
                    .formatted(
                            teacher.name(),
                            teacher.version(),
                            teacher.mergedBy().isEmpty() ? "" : "/" + teacher.mergedBy());
            Component component = component(
                    Component.Type.MACHINE_LEARNING_MODEL,
                    reference,
                    teacher.name(),
                    teacher.version().isEmpty() ? null : teacher.version());
            property(component, "records", Long.toString(teacher.records()));
            if (!teacher.mergedBy().isEmpty()) {
                property(component, "mergedBy", teacher.mergedBy());
            }
            bom.addComponent(component);
            learned.addDependency(new Dependency(reference));
        }
        bom.addDependency(learned);
    }

    private static Component component(Component.Type type, String reference, String name, String version) {
        Component component = new Component();
        component.setType(type);
        component.setBomRef(reference);
        component.setName(name);
        component.setVersion(version);
        return component;
    }

    private static void property(Component component, String name, String value) {
        component.addProperty(new Property("alambic:" + name, value));
    }
}
