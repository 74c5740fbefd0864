package io.alambic.student.wiring.configuration;

import io.alambic.core.cost.feature.FeatureDistance;
import io.alambic.core.cost.logits.OutputTerm;
import io.alambic.core.layer.declared.Declaration;
import io.alambic.core.optimizer.OptimizerChoice;
import io.alambic.core.settings.Values;
import io.alambic.core.storage.WeightType;
import io.alambic.core.task.Task;
import io.alambic.core.task.Tasks;
import io.alambic.core.zoo.Zoo;
import io.alambic.student.feedback.Order;
import org.eclipse.microprofile.config.spi.Converter;

/** Converters from the text of a setting to one of several choices. One that refuses a text lists them. */
public final class ChoiceConverters {

    private ChoiceConverters() {}

    /** What a process of this service does. */
    public static final class OfMode implements Converter<Mode> {

        @Override
        public Mode convert(String text) {
            return Values.parseOneOf(text, Mode.class);
        }
    }

    /** Distance between the logits. */
    public static final class OfOutputTerm implements Converter<OutputTerm> {

        @Override
        public OutputTerm convert(String text) {
            return OutputTerm.parse(text);
        }
    }

    /** Distance between feature maps. */
    public static final class OfFeatureTerm implements Converter<FeatureDistance> {

        @Override
        public FeatureDistance convert(String text) {
            return FeatureDistance.named(text);
        }
    }

    /** The optimizer. */
    public static final class OfOptimizer implements Converter<OptimizerChoice> {

        @Override
        public OptimizerChoice convert(String text) {
            return OptimizerChoice.parse(text);
        }
    }

    /** Order in which samples go back. */
    public static final class OfOrder implements Converter<Order> {

        @Override
        public Order convert(String text) {
            return Values.parseOneOf(text, Order.class);
        }
    }

    /** The type in which weights are published. */
    public static final class OfWeightType implements Converter<WeightType> {

        @Override
        public WeightType convert(String text) {
            return Values.parseOneOf(text, WeightType.class);
        }
    }

    /** What the student learns to do. */
    public static final class OfTask implements Converter<Task> {

        @Override
        public Task convert(String text) {
            return Tasks.named(text);
        }
    }

    /** An architecture of the zoo, a file that declares one, or {@link ArchitectureReader#TORCHSCRIPT}. */
    public static final class OfArchitecture implements Converter<String> {

        @Override
        public String convert(String text) {
            if (!text.equals(ArchitectureReader.TORCHSCRIPT)
                    && !Zoo.kinds().contains(text)
                    && !Declaration.isFile(text)) {
                throw new IllegalArgumentException("expected %s, %s or a file *.yaml, but got '%s'"
                        .formatted(String.join(", ", Zoo.kinds()), ArchitectureReader.TORCHSCRIPT, text));
            }
            return text;
        }
    }
}
