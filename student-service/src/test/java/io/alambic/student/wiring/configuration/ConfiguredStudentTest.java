package io.alambic.student.wiring.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.alambic.core.cost.feature.FeaturePair;
import io.alambic.core.hyperparameters.Hyperparameter;
import io.alambic.core.search.SearchSettings;
import io.alambic.core.settings.InvalidSettingException;
import io.alambic.student.ReplicaSettings;
import io.alambic.student.StudentSettings;
import io.alambic.testing.SelfSigned;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfiguredStudentTest {

    private static final Path DOCUMENT = Path.of(System.getProperty("alambic.test.configuration"));
    private static final Pattern ROW = Pattern.compile("\\| `([a-z0-9.-]+)` \\| ([^|]*)\\|.*");
    private static final Pattern CODE = Pattern.compile("`([^`]*)`");
    private static final String PREFIX = "alambic.student.";
    private static final Map<String, String> REQUIRED = Map.of("alambic.student.checkpoint-dir", "checkpoints");
    private static final Map<String, Object> CONNECTION = Map.of("bootstrap.servers", "localhost:9092");

    @Test
    void everySettingIsDocumentedAndEveryDocumentedOneExists() throws Exception {
        // Given
        Set<String> existing = new TreeSet<>();
        keys(PREFIX, StudentConfig.class, existing);

        // When
        Set<String> documented = new TreeSet<>(documented().keySet());
        documented.removeIf(key -> !key.startsWith(PREFIX));

        // Then
        assertThat(documented).isEqualTo(existing);
    }

    @Test
    void defaultsAreAsDocumented() throws Exception {
        // Given
        Map<String, String> documented = new LinkedHashMap<>(documented());
        documented.keySet().removeIf(key -> !key.startsWith("alambic."));
        documented.putAll(REQUIRED);

        // When
        StudentSettings fromTheTable = read(documented);

        // Then
        assertThat(fromTheTable).isEqualTo(read(REQUIRED));
    }

    @Test
    void theVariablesThatKubernetesSetsForAServiceNamedLikeASettingChangeNothing() throws Exception {
        // Given
        Map<String, String> environment = Map.of(
                "ALAMBIC_STUDENT_GRPC_SERVICE_HOST", "10.0.0.1",
                "ALAMBIC_STUDENT_GRPC_SERVICE_PORT", "8081",
                "ALAMBIC_STUDENT_GRPC_PORT", "tcp://10.0.0.1:8081",
                "ALAMBIC_STUDENT_GRPC_PORT_8081_TCP", "tcp://10.0.0.1:8081",
                "ALAMBIC_STUDENT_GRPC_PORT_8081_TCP_PROTO", "tcp",
                "ALAMBIC_STUDENT_GRPC_PORT_8081_TCP_ADDR", "10.0.0.1");
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withSources(new EnvConfigSource(environment, 300))
                .withSources(new PropertiesConfigSource(REQUIRED, "test", 1))
                .build();

        // When
        StudentSettings settings =
                new ConfiguredStudent(StudentConfiguration.read(config, CONNECTION), "test").settings();

        // Then
        assertThat(settings).isEqualTo(read(REQUIRED));
    }

    @Test
    void mapsEverySetting(@TempDir Path folder) throws Exception {
        // Given
        SelfSigned identity = SelfSigned.make(folder, "student");
        Map<String, String> all = new LinkedHashMap<>(REQUIRED);
        all.put(PREFIX + "name", "small-1");
        all.put(PREFIX + "model.input", "3x32x32");
        all.put(PREFIX + "model.convolutions", "4,8,16");
        all.put(PREFIX + "model.dense", "");
        all.put(PREFIX + "model.classes", "100");
        all.put(PREFIX + "features", "t1:block1:0.5, t2:block3");
        all.put(PREFIX + "task", "classification");
        all.put(PREFIX + "output-term", "decoupled(1, 8)");
        all.put(PREFIX + "feature-term", "attention");
        all.put(PREFIX + "lambda1", "0.1");
        all.put(PREFIX + "lambda2", "linear(1, 0, 10000)");
        all.put(PREFIX + "lambda3", "0.3");
        all.put(PREFIX + "temperature", "cosine(4, 1, 200)");
        all.put(PREFIX + "learning-rate", "0.01");
        all.put(PREFIX + "warmup-steps", "150");
        all.put(PREFIX + "optimizer", "nesterov(0.9)");
        all.put(PREFIX + "weight-decay", "0.001");
        all.put(PREFIX + "max-gradient-norm", "5");
        all.put(PREFIX + "seed", "7");
        all.put(PREFIX + "batch-size", "32");
        all.put(PREFIX + "prefetch-batches", "9");
        all.put(PREFIX + "batch-linger", "75ms");
        all.put(PREFIX + "holdout-share", "0.2");
        all.put(PREFIX + "holdout-window", "100");
        all.put(PREFIX + "tolerance", "0.04");
        all.put(PREFIX + "failures-before-rollback", "3");
        all.put(PREFIX + "rollback-pause", "3s");
        all.put(PREFIX + "checkpoints-kept", "7");
        all.put(PREFIX + "publish-interval", "250ms");
        all.put(PREFIX + "upkeep.share", "0.25");
        all.put(PREFIX + "upkeep.bytes-per-second", "5555");
        all.put(PREFIX + "weights.type", "fp16");
        all.put(PREFIX + "checkpoint-interval", "PT1M");
        all.put(PREFIX + "grpc.host", "127.0.0.1");
        all.put(PREFIX + "grpc.port", "0");
        all.put(PREFIX + "grpc.tls.certificates", identity.certificate().toString());
        all.put(PREFIX + "grpc.tls.private-key", identity.key().toString());
        all.put(PREFIX + "grpc.tls.client-authorities", identity.certificate().toString());
        all.put(PREFIX + "grpc.grace", "1s");
        all.put(PREFIX + "grpc.queue", "17");
        all.put(PREFIX + "grpc.threads", "3");
        all.put(PREFIX + "grpc.max-batch", "99");
        all.put(PREFIX + "grpc.max-message-bytes", "4096");
        all.put(PREFIX + "grpc.max-connections", "21");
        all.put(PREFIX + "grpc.max-calls-per-connection", "22");
        all.put(PREFIX + "grpc.max-connection-age", "23m");
        all.put(PREFIX + "grpc.max-connection-idle", "24m");
        all.put(PREFIX + "grpc.max-streams", "25");
        all.put(PREFIX + "shutdown-deadline", "26s");
        all.put(PREFIX + "search.enabled", "true");
        all.put(PREFIX + "search.population", "0.6:0.4, 0.2:0.8:3:0.05");
        all.put(PREFIX + "search.reseed-steps", "250");
        all.put(PREFIX + "search.criterion", "kl");
        all.put(PREFIX + "search.seed", "11");
        all.put(PREFIX + "serving.batch-size", "40");
        all.put(PREFIX + "serving.batch-delay", "3ms");
        all.put(PREFIX + "serving.batch-preferred", "8, 16");
        all.put(PREFIX + "serving.queue-bytes", "5000000000");
        all.put(PREFIX + "serving.request-bytes", "6000000000");
        all.put(PREFIX + "serving.client-bytes", "7000000000");
        all.put(PREFIX + "serving.outputs", "block1, logits");
        all.put(PREFIX + "serving.versions", "7");
        all.put(PREFIX + "serving.canary-share", "0.05");
        all.put(PREFIX + "serving.shadow-share", "0.5");
        all.put(PREFIX + "serving.canary-agreement", "0.9");
        all.put(PREFIX + "serving.canary-samples", "77");
        all.put(PREFIX + "serving.canary-window", "20s");
        all.put(PREFIX + "serving.labels", "cat, dog");
        all.put(PREFIX + "feedback.rate", "0.25");
        all.put(PREFIX + "feedback.inputs", "image");
        all.put(PREFIX + "feedback.order", "margin");
        all.put(PREFIX + "feedback.samples-per-second", "7.5");
        all.put(PREFIX + "feedback.pool-samples", "12");
        all.put(PREFIX + "feedback.pool-bytes", "345");
        all.put("alambic.topics.samples", "s");
        all.put("alambic.topics.knowledge", "k");
        all.put("alambic.topics.control", "c");
        all.put("alambic.topics.dead-letters", "d");
        all.put("alambic.topics.weights", "w");
        all.put(PREFIX + "weights.publish", "false");
        all.put(PREFIX + "weights.chunk-bytes", "65536");
        all.put("alambic.topics.max-record-bytes", "2000000");

        // When
        StudentSettings settings = read(all);

        // Then
        assertThat(settings.toString())
                .contains(
                        "student=small-1",
                        "task=classification",
                        "knowledge=k, deadLetters=d",
                        "maxRecordBytes=2000000",
                        "Cnn[reads=Input[name=image, shape=[3, 32, 32]], convolutions=[4, 8, 16], dense=[],"
                                + " classes=100]",
                        "teacher=t1, student=block1, weight=0.5",
                        "teacher=t2, student=block3, weight=1.0",
                        "controlTopic=c",
                        "LAMBDA1=0.1, LAMBDA2=linear(1.0, 0.0, 10000), LAMBDA3=0.3",
                        "TEMPERATURE=cosine(4.0, 1.0, 200), LEARNING_RATE=0.01",
                        "output=decoupled(1, 8), distance=AttentionDistance[]",
                        "optimizer=nesterov(0.9), warmupSteps=150, weightDecay=0.001, maxGradientNorm=5.0, seed=7",
                        "LAMBDA1=0.6, LAMBDA2=0.4, LAMBDA3=0.3, TEMPERATURE=cosine(4.0, 1.0, 200), LEARNING_RATE=0.01",
                        "LAMBDA1=0.2, LAMBDA2=0.8, LAMBDA3=0.3, TEMPERATURE=3.0, LEARNING_RATE=0.05",
                        "reseedSteps=250, criterion=Criterion[figure=Optional[Figure[name=kl, unit=NATS, better=LESS]]], seed=11",
                        "batchSize=32, prefetchBatches=9",
                        "share=0.2",
                        "UpkeepLimits[share=0.25, bytesPerSecond=5555]",
                        "WeightsSettings[topic=w, published=false, chunkBytes=65536, type=fp16, bytesPerSecond=5555]",
                        "holdoutWindow=100",
                        "tolerance=0.04",
                        "failuresBeforeRollback=3, rollbackPause=PT3S",
                        "checkpointsKept=7",
                        "host=127.0.0.1, port=0, tls=Optional[ServerTls[certificates=%s, privateKey=%s,"
                                        .formatted(identity.certificate(), identity.key())
                                + " clientAuthorities=Optional[%s], lookEvery=PT1M]]".formatted(identity.certificate()),
                        "threads=3, queue=QueueLimits[calls=17, bytes=5000000000]",
                        "Batching[maxSamples=40, maxDelay=PT0.003S, preferredSamples=[8, 16]]",
                        "maxBatch=99, requestBytes=6000000000, clientBytes=7000000000, outputs=[block1, logits],"
                                + " labels=[cat, dog]",
                        "ConnectionLimits[connections=21, callsPerConnection=22, maxAge=PT23M, maxIdle=PT24M,"
                                + " clientBytes=7000000000, streams=25]",
                        "stopWithin=PT26S",
                        "maxMessageBytes=4096",
                        "versions=7",
                        "CanarySettings[share=0.05, shadowShare=0.5, agreement=0.9, samples=77, window=PT20S]",
                        "FeedbackSettings[topic=s, rate=0.25, inputs=[image], order=MARGIN, samplesPerSecond=7.5,"
                                + " pool=Limits[samples=12, bytes=345], recordHeaders=Optional.empty]");
        assertThat(settings.batchLinger()).isEqualTo(Duration.ofMillis(75));
        assertThat(settings.trainer().publishInterval()).isEqualTo(Duration.ofMillis(250));
        assertThat(settings.trainer().checkpointInterval()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.serving().grpc().grace()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.checkpointDir()).isEqualTo(Path.of("checkpoints"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "serving.canary-share | 2   | alambic.student.serving.canary-share: expected a number from 0 to 1, but got '2'",
                "weights.publish    | maybe   | alambic.student.weights.publish: expected true or false, but got 'maybe'",
                "serving.mapping    | json    | alambic.student.serving.mapping: expected true or false, but got 'json'",
                "weights.chunk-bytes | 10    | alambic.student.weights.chunk-bytes: expected at least 1024, but got '10'",
                "weights.chunk-bytes | 16777217 | alambic.student.weights.chunk-bytes: expected at most alambic.topics.max-record-bytes, which is 16777216, but got 16777217",
                "name               | a b     | alambic.student.name: expected letters, digits, '.', '_' and '-', but got 'a b'",
                "checkpoint-dir     | ''      | alambic.student.checkpoint-dir is not set: expected the folder of the checkpoints",
                "model.architecture | vgg     | alambic.student.model.architecture: expected cnn, fcn, mlp, mobile, residual, series, text-cnn, text-embedding-bag, text-transformer, torchscript or a file *.yaml, but got 'vgg'",
                "model.input        | 1x28    | alambic.student.model: input must be channels x height x width, but is [1, 28]",
                "model.input        | 1*28    | alambic.student.model.input: expected whole numbers separated by 'x', but got '1*28'",
                "features           | block2  | alambic.student.features: expected teacher-map[@view]:student-map[@view][:weight], but got 'block2'",
                "features           | a@map:block2 | alambic.student.features: expected a view tokens, series, grid after @, but got 'map'",
                "features           | a:block2@tokens | alambic.student: feature pair a:block2@tokens: @tokens takes tokens [T, D], but the map is (32, 7, 7)",
                "features           | a:b     | alambic.student: no output 'b'; the model has [logits, block1, block2]",
                "lambda1            | abc     | alambic.student.lambda1: expected a number, linear(from, to, steps) or cosine(from, to, steps), but got 'abc'",
                "lambda2            | -1      | alambic.student.lambda2: lambda2 must be finite and at least 0, but is -1.0",
                "temperature        | 0       | alambic.student.temperature: temperature must be finite and greater than 0, but is 0.0",
                "output-term        | kld     | alambic.student.output-term: expected kl, kl-standardized, logits-mse, probabilities-mse, decoupled(alpha, beta), relational-distance, relational-angle, binary-kl, mse, huber(delta) or cosine, but got 'kld'",
                "feature-term       | l1      | alambic.student.feature-term: expected mse, cosine, attention, relational-distance, relational-angle or info-nce(temperature), but got 'l1'",
                "optimizer          | sgd(1)  | alambic.student.optimizer: momentum must be at least 0 and less than 1, but is 1.0",
                "warmup-steps       | -1      | alambic.student.warmup-steps: expected at least 0, but got '-1'",
                "batch-size         | 0       | alambic.student.batch-size: expected at least 1, but got '0'",
                "batch-size         | 1.5     | alambic.student.batch-size: expected a whole number, but got '1.5'",
                "batch-linger       | soon    | alambic.student.batch-linger: expected a duration such as 250ms, 10s or PT1M, but got 'soon'",
                "holdout-share      | 1       | alambic.student.holdout-share: holdout share must be greater than 0 and less than 1, but is 1.0",
                "holdout-window     | 3       | alambic.student.holdout-window: holdout window must be at least 4 samples, but is 3",
                "tolerance          | 2       | alambic.student.tolerance: tolerance must be from 0 to 1, but is 2.0",
                "upkeep.share       | 0       | alambic.student.upkeep.share: expected a number greater than 0 and at most 1, but got '0'",
                "weights.type       | fp64    | alambic.student.weights.type: expected one of fp32, fp16, int8, but got 'fp64'",
                "publish-interval   | 0s      | alambic.student.publish-interval: expected a duration greater than 0, but got '0s'",
                "search.enabled     | yes     | alambic.student.search.enabled: expected true or false, but got 'yes'",
                "grpc.tls.certificates | a.pem | alambic.student.grpc.tls: certificates and private-key belong together, and one is missing",
                "grpc.port          | 65536   | alambic.student.grpc.port: expected a port from 0 to 65535, but got '65536'",
                "grpc.queue         | 0       | alambic.student.grpc.queue: expected at least 1, but got '0'",
                "serving.batch-size | 0       | alambic.student.serving.batch-size: expected at least 1, but got '0'",
                "serving.batch-preferred | 8,65 | alambic.student.serving: preferred batch sizes must be from 1 to 64, but one is 65",
                "feedback.rate      | 1.1     | alambic.student.feedback.rate: expected a number from 0 to 1, but got '1.1'",
                "feedback.inputs    | sound   | alambic.student.feedback.inputs: no input 'sound'; the model has [image]",
                "feedback.order     | doubt   | alambic.student.feedback.order: expected one of arrival, entropy, margin, but got 'doubt'",
                "feedback.samples-per-second | 0 | alambic.student.feedback.samples-per-second: expected a finite number greater than 0, but got '0'",
                "feedback.pool-samples | 0    | alambic.student.feedback.pool-samples: expected at least 1, but got '0'",
                "grpc.threads       | ''     | alambic.student.grpc.threads: expected a whole number, but got ''",
                "grpc.host          | ''     | alambic.student.grpc.host: expected a value, but got ''",
                "weight-decay       | -0.1   | alambic.student.weight-decay: expected a finite number of at least 0, but got '-0.1'",
                "grpc.grace         | -PT1S  | alambic.student.grpc.grace: expected a duration of at least 0, but got '-PT1S'",
                "serving.outputs    | scores  | alambic.student.serving.outputs: no output 'scores'; the model has [logits, probabilities, block1, block2]",
                "grpc.max-streams   | 0       | alambic.student.grpc.max-streams: expected at least 1, but got '0'",
                "serving.versions   | 0       | alambic.student.serving.versions: expected at least 1, but got '0'",
            })
    void refusesAValueThatDoesNotDo(String key, String value, String message) {
        // Given
        Map<String, String> settings = new LinkedHashMap<>(REQUIRED);
        settings.put(PREFIX + key, value);

        // When
        assertThatThrownBy(() -> read(settings))
                // Then
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dense       | features    | block2:block2    | alambic.student.model: dense: the output 'logits' must be [C, T] or [C, H, W], one number for each class at each place, but has shape (10)",
                "multi-label | output-term | decoupled(1, 8)  | alambic.student: the output term 'decoupled(1, 8)' does not fit the task multi-label: expected binary-kl, logits-mse, relational-distance, relational-angle",
                "embedding   | lambda3     | 0.1              | alambic.student: lambda3 is 0.1, but the task embedding has no labels",
            })
    void refusesWhatDoesNotFitTheTask(String task, String key, String value, String message) {
        // Given
        Map<String, String> settings = new LinkedHashMap<>(REQUIRED);
        settings.put(PREFIX + "task", task);
        settings.put(PREFIX + key, value);

        // When
        assertThatThrownBy(() -> read(settings))
                // Then
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(message);
    }

    @Test
    void refusesATrialWhereTwoAnswersAreNeverAlikeAndFeedbackByDoubtThatTheTaskDoesNotHave() {
        // Given
        Map<String, String> settings = new LinkedHashMap<>(REQUIRED);
        settings.put(PREFIX + "task", "regression");
        settings.put(PREFIX + "serving.canary-share", "0.1");
        settings.put(PREFIX + "feedback.order", "entropy");

        // When
        assertThatThrownBy(() -> read(settings))
                // Then
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining(
                        "alambic.student.serving: the task regression cannot say when two answers are alike:"
                                + " canary-share and shadow-share must be 0")
                .hasMessageContaining(
                        "alambic.student.feedback.order: answers of the task regression do not say how sure they"
                                + " are: expected arrival");
    }

    @Test
    void aClassifierThatEndsWithASoftmaxIsNoStudent() {
        // Given
        Map<String, String> settings = new LinkedHashMap<>(REQUIRED);
        settings.put(PREFIX + "model.architecture", "torchscript");
        settings.put(PREFIX + "model.file", "../core/src/test/resources/models/softmax.pt");
        settings.put(PREFIX + "model.inputs", "image:FP32:1x8x8");
        settings.put(PREFIX + "model.outputs", "logits=0");
        settings.put(PREFIX + "features", "");
        settings.put(PREFIX + "lambda2", "0");

        // When
        assertThatThrownBy(() -> read(settings))
                // Then
                .hasMessage(
                        "alambic.student.model: the output 'logits' holds probabilities: a student has to answer logits,"
                                + " without softmax");
    }

    @Test
    void aReplicaRefusesAModelThatDoesNotFitTheTask() {
        // Given
        Map<String, String> settings = Map.of(PREFIX + "mode", "serving", PREFIX + "task", "dense");

        // When
        assertThatThrownBy(() -> configured(settings, CONNECTION).replica())
                // Then
                .hasMessageStartingWith("alambic.student.model: dense: the output 'logits' must be ");
    }

    @Test
    void reportsEveryViolationOnce() {
        // Given
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(PREFIX + "name", "a b");
        settings.put(PREFIX + "lambda1", "abc");
        settings.put(PREFIX + "batch-size", "1.5");
        settings.put(PREFIX + "grpc.port", "65536");
        settings.put(PREFIX + "serving.batch-size", "0");

        // When
        assertThatThrownBy(() -> read(settings))
                // Then
                .isInstanceOf(InvalidSettingException.class)
                .message()
                .hasLineCount(6)
                .contains(
                        "alambic.student.name: expected letters,",
                        "alambic.student.lambda1: expected a number,",
                        "alambic.student.batch-size: expected a whole number, but got '1.5'",
                        "alambic.student.checkpoint-dir is not set",
                        "alambic.student.grpc.port: expected a port from 0 to 65535, but got '65536'",
                        "alambic.student.serving.batch-size: expected at least 1, but got '0'");
    }

    @Test
    void reportsEveryViolatedRuleOnce() {
        // Given
        Map<String, String> settings = new LinkedHashMap<>(REQUIRED);
        settings.put(PREFIX + "features", "a:b");
        settings.put(PREFIX + "weights.chunk-bytes", "16777217");
        settings.put(PREFIX + "serving.batch-preferred", "8,65");
        settings.put(PREFIX + "feedback.inputs", "sound");
        settings.put(PREFIX + "grpc.tls.certificates", "a.pem");

        // When
        assertThatThrownBy(() -> read(settings))
                // Then
                .isInstanceOf(InvalidSettingException.class)
                .message()
                .hasLineCount(5)
                .contains(
                        "alambic.student: no output 'b'",
                        "alambic.student.weights.chunk-bytes: expected at most",
                        "alambic.student.serving: preferred batch sizes",
                        "alambic.student.feedback.inputs: no input 'sound'",
                        "alambic.student.grpc.tls: certificates and private-key belong together");
    }

    @Test
    void refusesAKeyThatIsNoSetting() {
        // Given
        Map<String, String> settings = new LinkedHashMap<>(REQUIRED);
        settings.put(PREFIX + "lamda1", "0.5");

        // When
        assertThatThrownBy(() -> read(settings))
                // Then
                .isInstanceOf(InvalidSettingException.class)
                .message()
                .hasLineCount(1)
                .startsWith("alambic.student.lamda1 is not a setting: ");
    }

    @Test
    void requiresABroker() {
        // When
        assertThatThrownBy(() -> configured(REQUIRED, Map.of()))
                // Then
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("kafka.bootstrap.servers is not set: expected the brokers as host:port,host:port");
    }

    @Test
    void theDefaultPopulationIsTheGrid() {
        // Given
        Map<String, String> settings = new LinkedHashMap<>(REQUIRED);
        settings.put(PREFIX + "search.enabled", "true");

        // When
        SearchSettings search = read(settings).trainer().search();

        // Then
        assertThat(search.population())
                .extracting(
                        hyperparameters -> hyperparameters.at(Hyperparameter.LAMBDA1, 0),
                        hyperparameters -> hyperparameters.at(Hyperparameter.LAMBDA2, 0))
                .containsExactly(tuple(0.5f, 0.5f), tuple(0.7f, 0.3f), tuple(0.3f, 0.7f));
        assertThat(read(REQUIRED).trainer().search().isOn()).isFalse();
    }

    @Test
    void featureMapsAreReadWhereAnyCandidateOfASearchLearnsFromThem() {
        // Given
        Map<String, String> settings = new LinkedHashMap<>(REQUIRED);
        settings.put(PREFIX + "lambda2", "0");
        List<FeaturePair> without = read(settings).trainer().learnedFeatures();
        settings.put(PREFIX + "search.enabled", "true");
        settings.put(PREFIX + "search.population", "1:0, 0.5:0.5");

        // When
        List<FeaturePair> required = read(settings).trainer().learnedFeatures();

        // Then
        assertThat(without).isEmpty();
        assertThat(required).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "population   | 0.5:0.5         | alambic.student.search.population: a search needs at least 2 candidates, but got '0.5:0.5'",
                "population   | 0.5, 0.7:0.3    | alambic.student.search.population: expected lambda1:lambda2, lambda1:lambda2:temperature or lambda1:lambda2:temperature:learning-rate, but got '0.5'",
                "population   | 1:1:0, 0.7:0.3  | alambic.student.search.population: temperature must be finite and greater than 0, but is 0.0",
                "population   | 0:0, 0.7:0.3    | alambic.student.search.population: lambda1, lambda2 and lambda3 are all 0 at the begin: there is nothing to learn from",
                "reseed-steps | 0               | alambic.student.search.reseed-steps: expected at least 1, but got '0'",
                "criterion    | speed           | alambic.student.search.criterion: expected agreement, kl, accuracy, calibration-error, but got 'speed'",
                "seed         | x               | alambic.student.search.seed: expected a whole number, but got 'x'",
            })
    void refusesASearchThatDoesNotDo(String key, String value, String message) {
        // Given
        Map<String, String> settings = new LinkedHashMap<>(REQUIRED);
        settings.put(PREFIX + "search.enabled", "true");
        settings.put(PREFIX + "search." + key, value);

        // When
        assertThatThrownBy(() -> read(settings))
                // Then
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(message);
    }

    @Test
    void aReplicaNeedsNoCheckpointFolder() {
        // Given
        Map<String, String> settings = Map.of(PREFIX + "mode", "serving", PREFIX + "name", "small");
        ConfiguredStudent configured = configured(settings, CONNECTION);

        // When
        ReplicaSettings replica = configured.replica();

        // Then
        assertThat(configured.mode()).isEqualTo(Mode.SERVING);
        assertThat(replica.weightsTopic()).isEqualTo("alambic.weights");
        assertThat(replica.serving().model()).isEqualTo("small");
        assertThat(replica.architecture())
                .isEqualTo(read(REQUIRED).trainer().candidate().architecture());
    }

    @Test
    void anUnknownModeIsRefused() {
        // Given
        Map<String, String> settings = new LinkedHashMap<>(REQUIRED);
        settings.put(PREFIX + "mode", "idling");

        // When
        assertThatThrownBy(() -> read(settings))
                // Then
                .hasMessage("alambic.student.mode: expected one of training, serving, but got 'idling'");
    }

    private static StudentSettings read(Map<String, String> values) {
        return configured(values, CONNECTION).settings();
    }

    private static ConfiguredStudent configured(Map<String, String> values, Map<String, Object> connection) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(values, "test", 1))
                .build();
        return new ConfiguredStudent(StudentConfiguration.read(config, connection), "test");
    }

    /** Keys and defaults of the tables; a key that is required, or whose default is told in words, has an empty one. */
    private static Map<String, String> documented() throws IOException {
        Map<String, String> settings = new TreeMap<>();
        for (String line : Files.readAllLines(DOCUMENT)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                Matcher code = CODE.matcher(row.group(2));
                settings.put(row.group(1), code.find() ? code.group(1) : "");
            }
        }
        return settings;
    }

    private static void keys(String prefix, Class<?> mapping, Set<String> keys) {
        for (Method method : mapping.getDeclaredMethods()) {
            String key = prefix + method.getName().replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT);
            if (method.getReturnType().getName().startsWith(StudentConfig.class.getName())) {
                keys(key + ".", method.getReturnType(), keys);
            } else {
                keys.add(key);
            }
        }
    }
}
