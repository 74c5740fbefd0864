package io.alambic.teacher.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alambic.core.augment.AugmentationChain;
import io.alambic.core.model.InputSpec;
import io.alambic.core.model.OutputPick;
import io.alambic.core.privacy.PrivateVoting;
import io.alambic.core.settings.InvalidSettingException;
import io.alambic.core.tensor.Encoding;
import io.alambic.core.tensor.SampledLogits;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.kafka.RecordLimits;
import io.alambic.kafka.TopicNames;
import io.alambic.mapping.wiring.MappingConfig;
import io.alambic.models.ModelSource;
import io.alambic.models.classify.TextClassifier;
import io.alambic.models.classify.TorchServeProtocol;
import io.alambic.models.llm.LanguageModel;
import io.alambic.models.remote.CallSettings;
import io.alambic.teacher.StreamsSettings;
import io.alambic.teacher.TeacherSettings;
import io.alambic.teacher.merge.MergeSettings;
import io.alambic.teacher.merge.MergedTeacher;
import io.alambic.teacher.topology.Augmentations;
import io.alambic.teacher.topology.LogitsForm;
import io.alambic.teacher.topology.TeacherIdentity;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.WithDefault;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfiguredTeacherTest {

    private static final Path PAGE = Path.of("..", "docs", "configuration.md");
    private static final Pattern ROW =
            Pattern.compile("\\| `(alambic\\.(?:teacher|topics|merge|mapping)\\.[\\w.-]+)` \\|([^|]*)\\|.*");
    private static final Pattern VALUE = Pattern.compile("`(.*)`");
    private static final String MODEL_DIR = "alambic.teacher.model";

    private static final Map<String, String> LANGUAGE_MODEL = Map.of(
            "alambic.teacher.llm.endpoint", "http://llm:8000/v1",
            "alambic.teacher.llm.model", "small",
            "alambic.teacher.llm.api-key", "secret",
            "alambic.teacher.llm.prompt", "Is this spam? {subject} {body}",
            "alambic.teacher.llm.classes", "ham,spam");

    private final Map<String, String> given = new HashMap<>(Map.of(MODEL_DIR, "model"));
    private Map<String, Object> connection = Map.of("bootstrap.servers", "localhost:9092");

    @Test
    void theDefaultsAreThoseOfTheDocumentation() throws IOException {
        // Given
        Map<String, String> inCode = new TreeMap<>(defaults("alambic.teacher.", TeacherConfig.class));
        inCode.putAll(defaults("alambic.topics.", TeacherTopicsConfig.class));
        inCode.putAll(defaults("alambic.mapping.", MappingConfig.class));
        inCode.putAll(defaults("alambic.merge.", MergeConfig.class));

        // When
        Map<String, String> documented = documented();

        // Then
        assertThat(documented).isEqualTo(inCode);
    }

    @Test
    void theDefaultsMakeATeacher() {
        // When
        TeacherSettings settings = read();

        // Then
        assertThat(settings.model().source()).isEqualTo(new ModelSource.Folder(Path.of("model")));
        assertThat(settings.model().inputs()).isEmpty();
        assertThat(settings.model().logits()).isEmpty();
        assertThat(settings.model().calls()).isEqualTo(CallSettings.DEFAULT);
        assertThat(settings.model().featureMaps()).containsExactly(new OutputPick("block2", "block2"));
        assertThat(settings.model().encoding()).isEqualTo(Encoding.INT8);
        assertThat(settings.model().maxBatch()).isEqualTo(128);
        assertThat(settings.teaching().topics()).isEqualTo(TopicNames.DEFAULT);
        assertThat(settings.teaching().maxBatch()).isEqualTo(128);
        assertThat(settings.teaching().maxDelay()).isEqualTo(Duration.ofMillis(20));
        assertThat(settings.teaching().maxRecordBytes()).isEqualTo(RecordLimits.DEFAULT.maxRecordBytes());
        assertThat(settings.teaching().rate().value()).isEqualTo(1);
        assertThat(settings.teaching().logits()).isEqualTo(new LogitsForm.All());
        assertThat(settings.teaching().augmentations()).isEqualTo(Augmentations.NONE);
        assertThat(settings.streams().applicationId()).isEqualTo("alambic-teacher");
        assertThat(settings.streams().stateDir())
                .isEqualTo(Path.of(System.getProperty("java.io.tmpdir"), "alambic-teacher"));
        assertThat(settings.streams().threads()).isEqualTo(1);
        assertThat(settings.streams().guarantee()).isEqualTo(StreamsSettings.Guarantee.EXACTLY_ONCE_V2);
        assertThat(settings.streams().commitInterval()).isEqualTo(Duration.ofMillis(100));
        assertThat(settings.streams().longestPoll()).isEqualTo(Duration.ofMillis(20));
        assertThat(settings.streams().connection()).isEqualTo(connection);
    }

    @Test
    void oneOfSeveralTeachersAnswersForTheMerge() {
        // Given
        given.putAll(Map.of(
                "alambic.merge.teachers.large.weight", "2",
                "alambic.merge.teachers.other.classes", "4,5",
                "alambic.teacher.name", "large"));

        // When
        TeacherSettings settings = read();

        // Then
        assertThat(settings.teaching().identity())
                .isEqualTo(new TeacherIdentity(Optional.of("large"), OptionalInt.of(6)));
        assertThat(settings.teaching().topics().knowledge()).isEqualTo("alambic.answers");
    }

    @Test
    void aTeacherThatTheMergeDoesNotKnowIsRefused() {
        // Given
        given.putAll(Map.of("alambic.merge.teachers.large.weight", "2", "alambic.teacher.name", "lagre"));

        // When, Then
        assertThatThrownBy(this::read)
                .hasMessage(
                        "alambic.teacher.name: expected one of the teachers [large] in alambic.merge.teachers, but got"
                                + " 'lagre'");
    }

    @Test
    void theSettingsOfAMergeAreRead() {
        // Given
        given.remove(MODEL_DIR);
        given.putAll(Map.of(
                "alambic.merge.rule", "mean-logits",
                "alambic.merge.teachers.large.classes", "0,1,2",
                "alambic.merge.teachers.small.classes", "2,3",
                "alambic.merge.teachers.small.weight", "0.5"));

        // When
        MergeSettings settings = merge();

        // Then
        assertThat(settings.classes()).isEqualTo(4);
        assertThat(settings.teachers())
                .containsExactly(
                        new MergedTeacher("large", 1, List.of(0, 1, 2)),
                        new MergedTeacher("small", 0.5, List.of(2, 3)));
        assertThat(settings.answers()).isEqualTo("alambic.answers");
        assertThat(settings.topics().knowledge()).isEqualTo("alambic.knowledge");
        assertThat(settings.grace()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void theSettingsOfPrivateVotesAreRead() {
        // Given
        privateVotes();

        // When
        MergeSettings settings = merge();

        // Then
        assertThat(settings.rule().name()).isEqualTo("private-vote");
        assertThat(settings.privacy()).contains(new PrivateVoting(2, 150, 40, 8, 1e-5));
    }

    @Test
    void privateVotesNeedProcessingExactlyOnce() {
        // Given
        privateVotes();
        given.put("alambic.teacher.processing-guarantee", "at_least_once");

        // When, Then
        assertThatThrownBy(this::merge)
                .hasMessage(
                        "alambic.merge.privacy: private votes need"
                                + " alambic.teacher.processing-guarantee=exactly_once_v2: a crash would forget what answers cost");
    }

    private void privateVotes() {
        given.remove(MODEL_DIR);
        given.putAll(Map.of(
                "alambic.merge.rule", "private-vote",
                "alambic.merge.teachers.large.weight", "1",
                "alambic.merge.teachers.small.weight", "1",
                "alambic.merge.privacy.threshold", "2",
                "alambic.merge.privacy.sigma-threshold", "150",
                "alambic.merge.privacy.sigma-answer", "40",
                "alambic.merge.privacy.epsilon", "8",
                "alambic.merge.privacy.delta", "1e-5"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rule=median           | alambic.merge.rule: expected mean-probabilities, mean-logits, confidence, vote, private-vote, routed, but got 'median'",
                "rule=vote             | the rule vote takes teachers of the same classes",
                "teachers.a.weight=0   | expected a weight greater than 0, but got 0.0",
                "teachers.a.classes=-1 | alambic.merge.teachers.a.classes",
                "answers=alambic.knowledge | alambic.merge.answers: expected a topic that is neither alambic.topics.knowledge nor dead-letters, but got [alambic.knowledge, alambic.knowledge, alambic.dead-letters]",
                "grace=never           | alambic.merge.grace",
                "privacy.epsilon=8     | alambic.merge.privacy: expected the rule private-vote, but it is mean-probabilities, which keeps nothing private",
                "rule=private-vote     | alambic.merge.privacy: the rule private-vote needs threshold, sigma-threshold, sigma-answer, epsilon, delta, but got no threshold, sigma-threshold, sigma-answer, epsilon, delta",
                "privacy.threshold=0   | alambic.merge.privacy.threshold",
            })
    void aMistakeInTheMergeIsNamed(String setting, String expected) {
        // Given
        given.put("alambic.merge.teachers.a.classes", "0,1");
        String[] parts = setting.split("=");
        given.put("alambic.merge." + parts[0], parts[1]);

        // When, Then
        assertThatThrownBy(this::merge).hasMessageContaining(expected);
    }

    private MergeSettings merge() {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(given, "test", 100))
                .build();
        return new ConfiguredMerge(TeacherConfiguration.read(config, connection, true)).settings();
    }

    @Test
    void theVariablesThatKubernetesSetsForAServiceNamedLikeThePrefixChangeNothing() {
        // Given
        TeacherSettings before = read();
        Map<String, String> environment = Map.of(
                "ALAMBIC_TEACHER_SERVICE_HOST", "10.0.0.1",
                "ALAMBIC_TEACHER_PORT", "tcp://10.0.0.1:8081",
                "ALAMBIC_TEACHER_PORT_8081_TCP", "tcp://10.0.0.1:8081");
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withSources(new EnvConfigSource(environment, 300))
                .withSources(new PropertiesConfigSource(given, "test", 100))
                .build();

        // When
        TeacherSettings settings =
                new ConfiguredTeacher(TeacherConfiguration.read(config, connection, false)).settings();

        // Then
        assertThat(settings).isEqualTo(before);
    }

    @Test
    void everySettingArrivesWhereItBelongs() {
        // Given
        given.putAll(Map.of(
                "alambic.topics.samples", "s",
                "alambic.topics.knowledge", "k",
                "alambic.topics.control", "c",
                "alambic.topics.dead-letters", "d",
                "alambic.topics.max-record-bytes", "2097152",
                "alambic.teacher.feature-maps", "block1, block3 = layer2",
                "alambic.teacher.feature-encoding", "FP16",
                "alambic.teacher.max-batch", "7",
                "alambic.teacher.max-delay", "2s",
                "alambic.teacher.threads", "3"));
        given.putAll(Map.of(
                "alambic.topics.weights", "w",
                "alambic.teacher.processing-guarantee", "at-least-once",
                "alambic.teacher.commit-interval", "PT1S",
                "alambic.teacher.teaching-rate", "0.25",
                "alambic.teacher.application-id", "other",
                "alambic.teacher.event-time-tolerance", "5m",
                "alambic.teacher.state-dir", "state"));

        given.putAll(Map.of(
                "alambic.teacher.model", "grpc://triton:8001/resnet",
                "alambic.teacher.inputs", "image:FP32:3x8x8, words:INT64:5",
                "alambic.teacher.logits", "0",
                "alambic.teacher.augmentations", "mirror+crop(0.125), noise(0.1)",
                "alambic.teacher.augmentation-seed", "-7",
                "alambic.teacher.remote.deadline", "1s",
                "alambic.teacher.remote.budget", "3s"));

        // When
        TeacherSettings settings = read();

        // Then
        assertThat(settings.model().source()).isEqualTo(new ModelSource.Remote("triton", 8001, "resnet", false));
        assertThat(settings.model().inputs()).isEqualTo(InputSpec.parseAll("image:FP32:3x8x8,words:INT64:5"));
        assertThat(settings.model().logits()).isEqualTo("0");
        assertThat(settings.model().calls()).isEqualTo(new CallSettings(Duration.ofSeconds(1), Duration.ofSeconds(3)));
        assertThat(settings.teaching().topics()).isEqualTo(new TopicNames("s", "k", "c", "w", "d"));
        assertThat(settings.teaching().maxRecordBytes()).isEqualTo(2 << 20);
        assertThat(settings.teaching().maxBatch()).isEqualTo(7);
        assertThat(settings.teaching().maxDelay()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.teaching().rate().value()).isEqualTo(0.25);
        assertThat(settings.teaching().eventTimeTolerance()).isEqualTo(Duration.ofMinutes(5));
        assertThat(settings.teaching().augmentations())
                .isEqualTo(new Augmentations(
                        List.of(AugmentationChain.parse("mirror+crop(0.125)"), AugmentationChain.parse("noise(0.1)")),
                        -7));
        assertThat(settings.model().featureMaps())
                .containsExactly(new OutputPick("block1", "block1"), new OutputPick("block3", "layer2"));
        assertThat(settings.model().encoding()).isEqualTo(Encoding.FP16);
        assertThat(settings.model().maxBatch()).isEqualTo(7);
        assertThat(settings.streams())
                .isEqualTo(new StreamsSettings(
                        connection,
                        new RecordLimits(2 << 20),
                        "other",
                        Path.of("state"),
                        3,
                        StreamsSettings.Guarantee.AT_LEAST_ONCE,
                        Duration.ofSeconds(1),
                        Duration.ofMillis(100),
                        Duration.ofSeconds(3)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "alambic.topics.max-record-bytes | 16MB | expected a whole number, but got '16MB'",
                "alambic.topics.max-record-bytes | 1000 | max record size must be from 1048576 to 536870912 bytes, but is 1000",
                "alambic.topics.samples | a topic | expected letters, digits, '.', '_' and '-', but got 'a topic'",
                "alambic.teacher.max-batch | '' | expected a whole number, but got ''",
                "alambic.teacher.max-batch | many | expected a whole number, but got 'many'",
                "alambic.teacher.max-batch | 0 | expected at least 1, but got '0'",
                "alambic.teacher.max-delay | soon | expected a duration such as 250ms, 10s or PT1M, but got 'soon'",
                "alambic.teacher.max-delay | 0ms | expected at least 1ms, but got '0ms'",
                "alambic.teacher.commit-interval | -PT1S | expected at least 1ms, but got '-PT1S'",
                "alambic.teacher.threads | 0 | expected at least 1, but got '0'",
                "alambic.teacher.threads | 1.5 | expected a whole number, but got '1.5'",
                "alambic.teacher.processing-guarantee | twice | expected one of exactly_once_v2, at_least_once, but got 'twice'",
                "alambic.teacher.feature-encoding | fp64 | expected one of fp32, fp16, int8, but got 'fp64'",
                "alambic.teacher.feature-maps | block1,block1 | a feature map is named twice in [block1, block1]",
                "alambic.teacher.student-inputs | half,,edges | expected names of tensors by comma, but got [half, , edges]",
                "alambic.teacher.feature-maps | block1= | expected an output as name or name=source, but got 'block1='",
                "alambic.teacher.model | http://x/y | expected a folder, a file *.pt or *.onnx, grpc://host:port/name or http://host:port/v2/models/name, but got 'http://x/y'",
                "alambic.teacher.inputs | image:FP32 | expected inputs as name:TYPE:shape, such as image:FP32:1x28x28, but got 'image:FP32'",
                "alambic.teacher.remote.budget | 1s | budget must be at least the deadline PT5S, but is PT1S",
                "alambic.teacher.teaching-rate | often | expected a number, but got 'often'",
                "alambic.teacher.teaching-rate | 1.5 | teaching rate must be from 0 to 1, but is 1.5",
                "alambic.teacher.augmentations | flip | expected mirror, crop(share), noise(deviation) or drop(share), but got 'flip'",
                "alambic.teacher.augmentation-seed | x | expected a whole number, but got 'x'",
                "alambic.teacher.logits-samples | -1 | expected at least 0, but got '-1'",
                "alambic.teacher.logits-samples | 65537 | expected from 1 to 65536 draws, but got '65537'",
                "alambic.teacher.logits-sample-temperature | 0 | expected a number greater than 0, but got '0'",
                "alambic.teacher.logits-sample-temperature | NaN | expected a number greater than 0, but got 'NaN'",
                "alambic.teacher.application-id | a/b | expected letters, digits, '.', '_' and '-', but got 'a/b'",
            })
    void aWrongValueIsRefusedWithItsKeyAndWhatWasExpected(String key, String value, String expected) {
        // Given
        given.put(key, value);

        // When
        ThrowingCallable read = this::read;

        // Then
        assertThatThrownBy(read).isInstanceOf(InvalidSettingException.class).hasMessage(key + ": " + expected);
    }

    @Test
    void everyViolationOfOneStartIsReportedInALineOfItsOwn() {
        // Given
        given.remove(MODEL_DIR);
        given.put("alambic.teacher.threads", "0");
        given.put("alambic.teacher.theads", "2");
        given.put("alambic.topics.samples", "a topic");
        connection = Map.of();

        // When
        ThrowingCallable read = this::read;

        // Then
        assertThatThrownBy(read)
                .isInstanceOf(InvalidSettingException.class)
                .message()
                .hasLineCount(5)
                .contains(
                        "alambic.teacher.model is not set",
                        "alambic.teacher.theads is not a setting",
                        "alambic.teacher.threads: expected at least 1, but got '0'",
                        "alambic.topics.samples: expected letters,",
                        "kafka.bootstrap.servers is not set");
    }

    @Test
    void everyViolatedRuleIsReportedInALineOfItsOwn() {
        // Given
        given.put("alambic.teacher.remote.budget", "1s");
        given.put("alambic.topics.knowledge", "alambic.samples");

        // When
        ThrowingCallable read = this::read;

        // Then
        assertThatThrownBy(read)
                .isInstanceOf(InvalidSettingException.class)
                .message()
                .hasLineCount(2)
                .contains("alambic.teacher.remote.budget: budget must be", "alambic.topics: expected four different");
    }

    @Test
    void aServiceThatClassifiesTextsIsATeacher() {
        // Given
        given.remove(MODEL_DIR);
        given.putAll(Map.of(
                "alambic.teacher.classifier.endpoint", "http://tei:8080/predict",
                "alambic.teacher.classifier.classes", "ham,spam",
                "alambic.teacher.classifier.protocol", "torchserve",
                "alambic.teacher.remote.api-key", "s3cret"));

        // When
        var model = read().model();

        // Then
        TextClassifier service = (TextClassifier) model.source();
        assertThat(service.settings().protocol()).isEqualTo(new TorchServeProtocol());
        assertThat(service.settings().classes()).containsExactly("ham", "spam");
        assertThat(service.settings().key().isThere()).isTrue();
        assertThat(model.featureMaps()).isEmpty();
        assertThat(model.inputs()).extracting(TensorSpec::name).containsExactly("text");
    }

    @Test
    void aServiceThatClassifiesTextsStandsAlone() {
        // Given
        given.put("alambic.teacher.classifier.endpoint", "http://tei:8080/predict");

        // When, Then
        assertThatThrownBy(this::read)
                .hasMessageContaining("alambic.teacher.classifier.classes: is not set")
                .hasMessageContaining("alambic.teacher.model: expected one of");
    }

    @Test
    void noModelIsRefused() {
        // Given
        given.remove(MODEL_DIR);

        // When
        ThrowingCallable read = this::read;

        // Then
        assertThatThrownBy(read)
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("alambic.teacher.model is not set: expected a model's folder, a file *.pt or *.onnx,"
                        + " grpc://host:port/name or http://host:port/v2/models/name; or alambic.teacher.llm.endpoint,"
                        + " or alambic.teacher.classifier.endpoint");
    }

    @Test
    void noBrokersAreRefused() {
        // Given
        connection = Map.of("client.id", "teacher");

        // When
        ThrowingCallable read = this::read;

        // Then
        assertThatThrownBy(read)
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("kafka.bootstrap.servers is not set: expected the brokers as host:port,host:port");
    }

    @Test
    void oneTopicForTwoPurposesIsRefused() {
        // Given
        given.put("alambic.topics.knowledge", "alambic.samples");

        // When
        ThrowingCallable read = this::read;

        // Then
        assertThatThrownBy(read)
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("alambic.topics: expected four different topics, but got "
                        + "[alambic.samples, alambic.samples, alambic.control, alambic.dead-letters]");
    }

    @Test
    void theStudentsTensorsAreNamedByCommaAndAreAllUnlessSet() {
        // Given
        TeacherSettings unset = read();
        given.put("alambic.teacher.student-inputs", "half, edges");

        // When
        TeacherSettings settings = read();

        // Then
        assertThat(unset.teaching().studentInputs()).isEmpty();
        assertThat(settings.teaching().studentInputs()).containsExactly("half", "edges");
    }

    @Test
    void someOfTheLogitsTravelWhereEitherSettingSaysSo() {
        // Given
        given.put("alambic.teacher.logits-top-k", "5");
        TeacherSettings largest = read();
        given.put("alambic.teacher.logits-top-k", "0");
        given.put("alambic.teacher.logits-samples", "50");
        given.put("alambic.teacher.logits-sample-temperature", "2.5");

        // When
        TeacherSettings drawn = read();

        // Then
        assertThat(largest.teaching().logits()).isEqualTo(new LogitsForm.Largest(5));
        assertThat(drawn.teaching().logits()).isEqualTo(new LogitsForm.Drawn(new SampledLogits(50, 2.5)));
    }

    @Test
    void theLargestAndDrawnLogitsTogetherAreRefused() {
        // Given
        given.put("alambic.teacher.logits-top-k", "5");
        given.put("alambic.teacher.logits-samples", "50");

        // When
        ThrowingCallable read = this::read;

        // Then
        assertThatThrownBy(read)
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(
                        "alambic.teacher.logits-samples: expected 0 beside logits-top-k=5, of which only one is possible,"
                                + " but got '50'");
    }

    @Test
    void noFeatureMapsArePossible() {
        // Given
        given.put("alambic.teacher.feature-maps", "");

        // When
        TeacherSettings settings = read();

        // Then
        assertThat(settings.model().featureMaps()).isEmpty();
    }

    @Test
    void aMappingThatIsWrongHasALineForEachViolation() {
        // Given
        given.put("alambic.mapping.format", "json");
        given.put("alambic.mapping.id", "@id");
        given.put("alambic.mapping.tensors.x.fields", "a | scale(2), b | halve");
        given.put("alambic.mapping.tensors.y.type", "FP32");

        // When
        ThrowingCallable read = this::read;

        // Then
        assertThatThrownBy(read)
                .isInstanceOf(InvalidSettingException.class)
                .message()
                .hasLineCount(3)
                .contains(
                        "alambic.mapping.id: expected a path, @key, @header.NAME or @timestamp, but got '@id'",
                        "alambic.mapping.tensors.x.fields[1]: expected one of the operations [",
                        "alambic.mapping.tensors.y: expected fields, but got none");
    }

    @Test
    void tensorsOfRecordsThatAreBatchesAreRefused() {
        // Given
        given.put("alambic.mapping.tensors.x.fields", "a");

        // When
        ThrowingCallable read = this::read;

        // Then
        assertThatThrownBy(read)
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("alambic.mapping.format: expected the format of the records, such as json,");
    }

    @Test
    void aLanguageModelReadsTheTensorsOfItsPromptAndGivesTransactionsTheTimeThatItNeeds() {
        // Given
        given.remove(MODEL_DIR);
        given.putAll(LANGUAGE_MODEL);
        given.put("alambic.teacher.llm.budget", "60s");

        // When
        TeacherSettings settings = read();

        // Then
        assertThat(settings.model().source())
                .isInstanceOf(LanguageModel.class)
                .hasToString("small at http://llm:8000/v1");
        assertThat(settings.model().inputs())
                .extracting(InputSpec::format)
                .containsExactly("subject:UINT8:A", "body:UINT8:B");
        assertThat(settings.model().calls())
                .isEqualTo(new CallSettings(Duration.ofSeconds(40), Duration.ofSeconds(60)));
        assertThat(settings.streams().longestPass()).isEqualTo(Duration.ofSeconds(60));
        assertThat(settings.toString()).doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource({"40s,80s,1,16", "40s,80s,2,8", "40s,79s,1,8", "40s,40s,16,1", "1s,80s,1,128"})
    void aPassHasNoMoreSamplesThanALanguageModelCanAnswerInTime(
            String deadline, String budget, String threads, int most) {
        // Given
        given.remove(MODEL_DIR);
        given.putAll(LANGUAGE_MODEL);
        given.putAll(Map.of(
                "alambic.teacher.llm.deadline", deadline,
                "alambic.teacher.llm.budget", budget,
                "alambic.teacher.threads", threads));

        // When
        TeacherSettings settings = read();

        // Then
        assertThat(settings.model().maxBatch()).isEqualTo(most);
        assertThat(settings.teaching().maxBatch()).isEqualTo(most);
    }

    @Test
    void everyMistakeAboutALanguageModelIsNamedAtOnce() {
        // Given
        given.putAll(LANGUAGE_MODEL);
        given.putAll(Map.of(
                "alambic.teacher.llm.model", " ",
                "alambic.teacher.llm.classes", "spam,Spam",
                "alambic.teacher.llm.api-key-file", "key",
                "alambic.teacher.llm.budget", "1h",
                "alambic.teacher.llm.money-per-hour", "2"));

        // Then
        assertThatThrownBy(this::read)
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContainingAll(
                        "alambic.teacher.model: expected no model beside alambic.teacher.llm.endpoint",
                        "alambic.teacher.llm.model: is not set: expected its name at the endpoint",
                        "alambic.teacher.llm.classes: expected at least two classes",
                        "alambic.teacher.llm.api-key: expected a text or a file that holds it, but got both",
                        "alambic.teacher.llm.budget: expected at most PT3M, but got PT1H",
                        "alambic.teacher.llm.money-per-hour: a limit of money needs a price of tokens");
    }

    private TeacherSettings read() {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(given, "test", 100))
                .build();
        return new ConfiguredTeacher(TeacherConfiguration.read(config, connection, false)).settings();
    }

    private static Map<String, String> defaults(String prefix, Class<?> mapping) {
        Map<String, String> defaults = new TreeMap<>();
        for (Method method : mapping.getDeclaredMethods()) {
            String key = prefix + method.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            Optional<Class<?>> group = group(method);
            if (group.isPresent()) {
                boolean named = method.getReturnType() == Map.class;
                defaults.putAll(defaults(named ? key + ".NAME." : key + ".", group.get()));
                continue;
            }
            defaults.put(
                    key,
                    Optional.ofNullable(method.getAnnotation(WithDefault.class))
                            .map(WithDefault::value)
                            .orElse(""));
        }
        return defaults;
    }

    /** Settings of several values, by name where there may be any number of them. */
    private static Optional<Class<?>> group(Method method) {
        Type type = method.getGenericReturnType();
        if (type instanceof ParameterizedType of) {
            type = of.getActualTypeArguments()[of.getActualTypeArguments().length - 1];
        }
        return type instanceof Class<?> group && group.isInterface() && group.getEnclosingClass() != null
                ? Optional.of(group)
                : Optional.empty();
    }

    /** Default by key; a default in words rather than as a value counts as none. */
    private static Map<String, String> documented() throws IOException {
        Map<String, String> documented = new TreeMap<>();
        for (String line : Files.readAllLines(PAGE)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                Matcher value = VALUE.matcher(row.group(2).strip());
                documented.put(row.group(1), value.matches() ? value.group(1) : "");
            }
        }
        return documented;
    }
}
