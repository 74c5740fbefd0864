package io.alambic.tools.export;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import io.alambic.core.checkpoint.Checkpoint;
import io.alambic.core.checkpoint.CheckpointStore;
import io.alambic.core.checkpoint.Lineage;
import io.alambic.core.checkpoint.RecordsRead;
import io.alambic.core.checkpoint.TaughtBy;
import io.alambic.core.cost.Temperature;
import io.alambic.core.figures.HoldoutFigures;
import io.alambic.core.train.Candidate;
import io.alambic.core.train.CandidateSettings;
import io.alambic.core.zoo.Cnn;
import io.alambic.tools.TinyImages;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.cyclonedx.Version;
import org.cyclonedx.exception.ParseException;
import org.cyclonedx.model.Bom;
import org.cyclonedx.model.Component;
import org.cyclonedx.model.Hash;
import org.cyclonedx.model.component.ModelCard;
import org.cyclonedx.model.component.data.ComponentData;
import org.cyclonedx.model.component.modelCard.InputOutputParameter;
import org.cyclonedx.parsers.JsonParser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Each card is held against the schema that CycloneDX publishes. */
class ModelCardTest {

    private static final Instant NOW = Instant.parse("2026-12-01T05:00:00Z");
    private static final Lineage LINEAGE = new Lineage(
            7,
            800,
            42,
            16,
            1_700_000_000_000L,
            new TreeMap<>(Map.of("my-knowledge-0", 12L, "my-knowledge-1", 30L)),
            new TreeMap<>(Map.of(
                    "my-knowledge-0", new RecordsRead(0, 12, -1, 0), "my-knowledge-1", new RecordsRead(9, 20, 17, 1))),
            "rVyLCsRoQZWHDL9X1Iv0Qg",
            List.of(new TaughtBy("merge", "1", "", 32), new TaughtBy("resnet", "2", "merge@1", 31)));

    @TempDir
    private Path temporary;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path student;

    @BeforeEach
    void save() throws IOException {
        student = temporary.resolve("checkpoints");
        Cnn architecture = new Cnn(List.of(1, 4, 4), List.of(2), List.of(), 3);
        CandidateSettings settings =
                new CandidateSettings(architecture, 1, 0, 0, new Temperature(1), List.of(), 0.01f, 0, 7);
        try (NDManager manager = NDManager.newBaseManager();
                Candidate candidate = Candidate.fresh(settings, manager)) {
            new CheckpointStore(student, 1, (file, why) -> {})
                    .save(new Checkpoint(
                            architecture.fingerprint(),
                            5,
                            LINEAGE,
                            candidate.state(),
                            Optional.empty(),
                            Optional.of(HoldoutFigures.ofClasses(64, 0.125, 0.75, Double.NaN))));
        }
    }

    @Test
    void anOnnxFileHasACardWithItsDigestItsTeachersItsDataAndItsFigures() throws Exception {
        // Given
        Path file = temporary.resolve("student.onnx");
        Path data = TinyImages.save(temporary.resolve("data"), 4);

        // When
        int code = export(student.toString(), "--format", "onnx", "--out", file.toString(), "--data", data.toString());

        // Then
        assertThat(code).as(err.toString()).isZero();
        Bom card = read(temporary.resolve("student.cdx.json"));
        Component model = card.getMetadata().getComponent();
        assertThat(model.getType()).isEqualTo(Component.Type.MACHINE_LEARNING_MODEL);
        assertThat(model.getVersion()).isEqualTo("5");
        assertThat(model.getHashes())
                .extracting(Hash::getValue)
                .containsExactly(
                        MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString());
        assertThat(card.getMetadata().getTimestamp()).isEqualTo(NOW);
        assertThat(card.getComponents())
                .extracting(teacher -> teacher.getName() + " " + teacher.getVersion())
                .containsExactly("merge 1", "resnet 2");
        assertThat(card.getDependencies().get(0).getDependencies()).hasSize(2);
        ModelCard about = model.getModelCard();
        assertThat(about.getModelParameters().getTask()).isEqualTo("classification");
        assertThat(about.getModelParameters().getArchitectureFamily()).isEqualTo("cnn");
        assertThat(about.getModelParameters().getModelArchitecture()).contains("\"convolutions\":[2]");
        assertThat(about.getModelParameters().getOutputs())
                .extracting(InputOutputParameter::getFormat)
                .containsExactly("logits FP32 (3)");
        ComponentData topic = about.getModelParameters().getDatasets().get(0).getComponentData();
        assertThat(topic.getName()).isEqualTo("my-knowledge");
        assertThat(topic.getContents().getProperties())
                .extracting(property -> property.getName() + " " + property.getValue())
                .containsExactly(
                        "alambic:partition:0 offsets 0..11, 12 records, 0 offsets missed, digest ffffffffffffffff",
                        "alambic:partition:1 offsets 9..29, 20 records, 1 offsets missed, digest 0000000000000011");
        assertThat(about.getQuantitativeAnalysis().getPerformanceMetrics())
                .extracting(metric -> metric.getType() + " of " + metric.getSlice())
                .containsExactly(
                        "agreement of holdout of 64 samples",
                        "kl of holdout of 64 samples",
                        "accuracy of 10 test images",
                        "calibration-error of 10 test images");
    }

    @Test
    void aFolderHasACardBesideItThatNamesItsFiles() throws Exception {
        // Given
        Path folder = temporary.resolve("exported");

        // When
        int code = export(student.toString(), "--out", folder.toString());

        // Then
        assertThat(code).as(err.toString()).isZero();
        assertThat(out.toString()).contains("model card: " + temporary.resolve("exported.cdx.json"));
        Component model =
                read(temporary.resolve("exported.cdx.json")).getMetadata().getComponent();
        assertThat(model.getComponents())
                .extracting(Component::getName)
                .containsExactly("model.json", "model.safetensors");
    }

    @Test
    void aStudentThatCameAsTorchScriptAndLearnedNothingHasACard() throws Exception {
        // Given
        Path module = TorchScriptStudent.save(temporary.resolve("module"));

        // When
        int code = export(
                module.toString(), "--out", temporary.resolve("torch").toString(), "--input", "image:FP32:1x8x8");

        // Then
        assertThat(code).as(err.toString()).isZero();
        ModelCard about = read(temporary.resolve("torch.cdx.json"))
                .getMetadata()
                .getComponent()
                .getModelCard();
        assertThat(about.getModelParameters().getArchitectureFamily()).isEqualTo("torchscript");
    }

    @Test
    void aCardThatExistsIsNotOverwritten() throws IOException {
        // Given
        Path card = Files.writeString(temporary.resolve("exported.cdx.json"), "mine");

        // When
        int code = export(
                student.toString(), "--out", temporary.resolve("exported").toString());

        // Then
        assertThat(code).isEqualTo(1);
        assertThat(err.toString()).contains("exported.cdx.json: it exists already");
        assertThat(card).hasContent("mine");
        assertThat(temporary.resolve("exported")).doesNotExist();
    }

    private static Bom read(Path card) throws IOException, ParseException {
        JsonParser parser = new JsonParser();
        assertThat(parser.validate(card.toFile(), Version.VERSION_16)).isEmpty();
        return parser.parse(card.toFile());
    }

    private int export(String... arguments) {
        return new CommandLine(new ExportCommand(() -> NOW))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
