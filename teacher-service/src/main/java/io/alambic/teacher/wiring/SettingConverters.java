package io.alambic.teacher.wiring;

import io.alambic.core.augment.AugmentationChain;
import io.alambic.core.merge.MergeRule;
import io.alambic.core.merge.MergeRules;
import io.alambic.core.model.InputSpec;
import io.alambic.core.model.OutputPick;
import io.alambic.core.settings.Values;
import io.alambic.core.tensor.Encoding;
import io.alambic.kafka.RecordLimits;
import io.alambic.models.LogitsFrom;
import io.alambic.models.ModelSource;
import io.alambic.models.llm.ChatSettings;
import io.alambic.models.llm.PromptTemplate;
import io.alambic.teacher.StreamsSettings.Guarantee;
import io.alambic.teacher.control.KeyShare;
import io.alambic.teacher.control.TeachingRate;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.spi.Converter;

/**
 * Converters from the text of a setting to its value. One that refuses a text says what is allowed; the configuration adds
 * the key. Where the setting is optional, a blank text is no value.
 */
public final class SettingConverters {

    private SettingConverters() {}

    /** A whole number of at least 1. */
    public static final class Count implements Converter<Integer> {

        @Override
        public Integer convert(String raw) {
            return atLeast(1, raw.strip());
        }
    }

    /** A whole number of at least 0. */
    public static final class CountOrNone implements Converter<Integer> {

        @Override
        public Integer convert(String raw) {
            return atLeast(0, raw.strip());
        }
    }

    /** A temperature of a softmax. */
    public static final class Softness implements Converter<Double> {

        @Override
        public Double convert(String raw) {
            double temperature = Values.parseNumber(raw);
            if (!Double.isFinite(temperature) || temperature <= 0) {
                throw new IllegalArgumentException("expected a number greater than 0, but got '%s'".formatted(raw));
            }
            return temperature;
        }
    }

    /** A name of a topic or a consumer group. */
    public static final class KafkaName implements Converter<String> {

        @Override
        public String convert(String raw) {
            return Values.parseName(raw.strip());
        }
    }

    /** Limits that follow from the largest record. */
    public static final class Limits implements Converter<RecordLimits> {

        @Override
        public RecordLimits convert(String raw) {
            return new RecordLimits(Values.parseInteger(raw));
        }
    }

    /** A share of the records. */
    public static final class Rate implements Converter<TeachingRate> {

        @Override
        public TeachingRate convert(String raw) {
            return new TeachingRate(Values.parseNumber(raw));
        }
    }

    /** A share of the keys. */
    public static final class Keys implements Converter<KeyShare> {

        @Override
        public KeyShare convert(String raw) {
            return new KeyShare(Values.parseNumber(raw));
        }
    }

    /** Where a model is. */
    public static final class Model implements Converter<ModelSource> {

        @Override
        public ModelSource convert(String raw) {
            return parsed(raw, ModelSource::parse);
        }
    }

    /** URL of an API. */
    public static final class Endpoint implements Converter<URI> {

        @Override
        public URI convert(String raw) {
            return parsed(raw, URI::create);
        }
    }

    /** What a language model is asked. */
    public static final class Prompt implements Converter<PromptTemplate> {

        @Override
        public PromptTemplate convert(String raw) {
            return parsed(raw, PromptTemplate::parse);
        }
    }

    /** A regular expression. */
    public static final class Regex implements Converter<Pattern> {

        @Override
        public Pattern convert(String raw) {
            return parsed(raw, Pattern::compile);
        }
    }

    /** How a language model's answers become logits. */
    public static final class AnswersOf implements Converter<ChatSettings.Form> {

        @Override
        public ChatSettings.Form convert(String raw) {
            return Values.parseOneOf(raw, ChatSettings.Form.class);
        }
    }

    /** How a service that classifies texts is asked. */
    public static final class ProtocolOfClassifiers implements Converter<ClassifierKind> {

        @Override
        public ClassifierKind convert(String raw) {
            return Values.parseOneOf(raw, ClassifierKind.class);
        }
    }

    /** A number of at least 0. */
    public static final class Amount implements Converter<Double> {

        @Override
        public Double convert(String raw) {
            double amount = Values.parseNumber(raw);
            if (!Double.isFinite(amount) || amount < 0) {
                throw new IllegalArgumentException("expected a number of at least 0, but got '%s'".formatted(raw));
            }
            return amount;
        }
    }

    /** How answers are merged. */
    public static final class Rule implements Converter<MergeRule> {

        @Override
        public MergeRule convert(String raw) {
            return MergeRules.of(raw.strip());
        }
    }

    /** A folder. */
    public static final class Folder implements Converter<Path> {

        @Override
        public Path convert(String raw) {
            return parsed(raw, Path::of);
        }
    }

    /** What a model takes. */
    public static final class Inputs implements Converter<NamedInputs> {

        @Override
        public NamedInputs convert(String raw) {
            return parsed(raw, text -> new NamedInputs(InputSpec.parseAll(text)));
        }
    }

    /** Outputs of a model. */
    public static final class Outputs implements Converter<PickedOutputs> {

        @Override
        public PickedOutputs convert(String raw) {
            return parsed(
                    raw,
                    text -> new PickedOutputs(
                            Values.parts(text, ",").map(OutputPick::parse).toList()));
        }
    }

    /** Names of tensors. */
    public static final class Names implements Converter<TensorNames> {

        @Override
        public TensorNames convert(String raw) {
            return parsed(raw, text -> {
                List<String> names = Values.parts(text, ",").toList();
                if (names.stream().anyMatch(String::isBlank)) {
                    throw new IllegalArgumentException(
                            "expected names of tensors by comma, but got %s".formatted(names));
                }
                return new TensorNames(names);
            });
        }
    }

    /** How further samples are made. */
    public static final class Chains implements Converter<AugmentationChains> {

        @Override
        public AugmentationChains convert(String raw) {
            return parsed(
                    raw,
                    text -> new AugmentationChains(Values.parts(text, ",")
                            .map(AugmentationChain::parse)
                            .toList()));
        }
    }

    /** A seed. */
    public static final class Seed implements Converter<Long> {

        @Override
        public Long convert(String raw) {
            return Values.parseLong(raw);
        }
    }

    /** How a feature map is stored. */
    public static final class MapEncoding implements Converter<Encoding> {

        @Override
        public Encoding convert(String raw) {
            return Values.parseOneOf(raw, Encoding.class);
        }
    }

    /** What the output holds that stands for the logits. */
    public static final class Logits implements Converter<LogitsFrom> {

        @Override
        public LogitsFrom convert(String raw) {
            return parsed(raw, LogitsFrom::parse);
        }
    }

    /** What an abrupt end may cost. */
    public static final class Processing implements Converter<Guarantee> {

        @Override
        public Guarantee convert(String raw) {
            return Values.parseOneOf(raw, Guarantee.class);
        }
    }

    private static <T> T parsed(String text, Function<String, T> parser) {
        return text.isBlank() ? null : parser.apply(text.strip());
    }

    private static int atLeast(int least, String text) {
        int count = Values.parseInteger(text);
        if (count < least) {
            throw new IllegalArgumentException("expected at least %d, but got '%s'".formatted(least, text));
        }
        return count;
    }
}
