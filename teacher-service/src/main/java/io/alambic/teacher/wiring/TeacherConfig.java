package io.alambic.teacher.wiring;

import io.alambic.core.tensor.Encoding;
import io.alambic.mapping.wiring.TimeConverter;
import io.alambic.models.LogitsFrom;
import io.alambic.models.ModelSource;
import io.alambic.models.llm.ChatSettings;
import io.alambic.models.llm.PromptTemplate;
import io.alambic.teacher.StreamsSettings.Guarantee;
import io.alambic.teacher.control.KeyShare;
import io.alambic.teacher.control.TeachingRate;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** The teacher's configuration; docs/configuration.md says what each setting means. */
@ConfigMapping(prefix = "alambic.teacher")
public interface TeacherConfig {

    @WithConverter(SettingConverters.KafkaName.class)
    Optional<String> name();

    @WithConverter(SettingConverters.Model.class)
    Optional<ModelSource> model();

    @WithConverter(SettingConverters.Inputs.class)
    Optional<NamedInputs> inputs();

    Optional<String> sizes();

    Optional<String> padding();

    Optional<String> logits();

    @WithDefault("auto")
    @WithConverter(SettingConverters.Logits.class)
    LogitsFrom logitsFrom();

    @WithDefault("block2")
    @WithConverter(SettingConverters.Outputs.class)
    Optional<PickedOutputs> featureMaps();

    @WithDefault("int8")
    @WithConverter(SettingConverters.MapEncoding.class)
    Encoding featureEncoding();

    @WithDefault("0")
    @WithConverter(SettingConverters.CountOrNone.class)
    int logitsTopK();

    @WithDefault("0")
    @WithConverter(SettingConverters.CountOrNone.class)
    int logitsSamples();

    @WithDefault("1")
    @WithConverter(SettingConverters.Softness.class)
    double logitsSampleTemperature();

    @WithConverter(SettingConverters.Names.class)
    Optional<TensorNames> studentInputs();

    @WithConverter(SettingConverters.Chains.class)
    Optional<AugmentationChains> augmentations();

    @WithDefault("0")
    @WithConverter(SettingConverters.Seed.class)
    long augmentationSeed();

    @WithDefault("128")
    @WithConverter(SettingConverters.Count.class)
    int maxBatch();

    @WithDefault("20ms")
    @WithConverter(TimeConverter.class)
    Duration maxDelay();

    @WithDefault("1")
    @WithConverter(SettingConverters.Count.class)
    int threads();

    @WithDefault("exactly_once_v2")
    @WithConverter(SettingConverters.Processing.class)
    Guarantee processingGuarantee();

    @WithDefault("100ms")
    @WithConverter(TimeConverter.class)
    Duration commitInterval();

    @WithDefault("1.0")
    @WithConverter(SettingConverters.Rate.class)
    TeachingRate teachingRate();

    @WithDefault("1.0")
    @WithConverter(SettingConverters.Keys.class)
    KeyShare teachingKey();

    @WithDefault("1h")
    @WithConverter(TimeConverter.class)
    Duration eventTimeTolerance();

    @WithDefault("alambic-teacher")
    @WithConverter(SettingConverters.KafkaName.class)
    String applicationId();

    @WithConverter(SettingConverters.Folder.class)
    Optional<Path> stateDir();

    Remote remote();

    Classifier classifier();

    Llm llm();

    /** How a remote model is asked. */
    interface Remote {

        Optional<String> apiKey();

        @WithConverter(SettingConverters.Folder.class)
        Optional<Path> apiKeyFile();

        @WithDefault("5s")
        @WithConverter(TimeConverter.class)
        Duration deadline();

        @WithDefault("8s")
        @WithConverter(TimeConverter.class)
        Duration budget();
    }

    /** A service that classifies texts. */
    interface Classifier {

        @WithConverter(SettingConverters.Endpoint.class)
        Optional<URI> endpoint();

        @WithDefault("hugging-face")
        @WithConverter(SettingConverters.ProtocolOfClassifiers.class)
        ClassifierKind protocol();

        @WithDefault("text")
        String text();

        @WithConverter(SettingConverters.Names.class)
        Optional<TensorNames> classes();

        @WithDefault("16384")
        @WithConverter(SettingConverters.Count.class)
        int longestText();

        @WithDefault("8")
        @WithConverter(SettingConverters.Count.class)
        int concurrency();
    }

    /** A language model behind an OpenAI-compatible endpoint. */
    interface Llm {

        @WithConverter(SettingConverters.Endpoint.class)
        Optional<URI> endpoint();

        Optional<String> model();

        Optional<String> apiKey();

        @WithConverter(SettingConverters.Folder.class)
        Optional<Path> apiKeyFile();

        Optional<String> instructions();

        @WithConverter(SettingConverters.Prompt.class)
        Optional<PromptTemplate> prompt();

        @WithConverter(SettingConverters.Names.class)
        Optional<TensorNames> redact();

        @WithConverter(SettingConverters.Regex.class)
        Optional<Pattern> redactPattern();

        @WithConverter(SettingConverters.Names.class)
        Optional<TensorNames> classes();

        @WithDefault("logprobs")
        @WithConverter(SettingConverters.AnswersOf.class)
        ChatSettings.Form answers();

        @WithDefault("0.9")
        @WithConverter(SettingConverters.Amount.class)
        double confidence();

        @WithDefault("16384")
        @WithConverter(SettingConverters.Count.class)
        int longestText();

        @WithDefault("8")
        @WithConverter(SettingConverters.Count.class)
        int concurrency();

        @WithDefault("20000")
        @WithConverter(SettingConverters.CountOrNone.class)
        int cachedAnswers();

        @WithDefault("40s")
        @WithConverter(TimeConverter.class)
        Duration deadline();

        @WithDefault("80s")
        @WithConverter(TimeConverter.class)
        Duration budget();

        @WithDefault("0")
        @WithConverter(SettingConverters.CountOrNone.class)
        int callsPerHour();

        @WithDefault("0")
        @WithConverter(SettingConverters.CountOrNone.class)
        int tokensPerHour();

        @WithDefault("0")
        @WithConverter(SettingConverters.Amount.class)
        double moneyPerHour();

        @WithDefault("0")
        @WithConverter(SettingConverters.Amount.class)
        double promptPrice();

        @WithDefault("0")
        @WithConverter(SettingConverters.Amount.class)
        double completionPrice();
    }
}
