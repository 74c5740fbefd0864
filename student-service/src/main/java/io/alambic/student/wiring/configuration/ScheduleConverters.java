package io.alambic.student.wiring.configuration;

import io.alambic.core.hyperparameters.Hyperparameter;
import io.alambic.core.hyperparameters.Hyperparameters;
import io.alambic.core.hyperparameters.Schedule;
import org.eclipse.microprofile.config.spi.Converter;

/** Converters from the text of a setting to the schedule of one hyperparameter. */
public final class ScheduleConverters {

    private ScheduleConverters() {}

    /** Weight of the output term. */
    public static final class Lambda1 implements Converter<Schedule> {

        @Override
        public Schedule convert(String text) {
            return schedule(Hyperparameter.LAMBDA1, text);
        }
    }

    /** Weight of the feature term. */
    public static final class Lambda2 implements Converter<Schedule> {

        @Override
        public Schedule convert(String text) {
            return schedule(Hyperparameter.LAMBDA2, text);
        }
    }

    /** Weight of the label term. */
    public static final class Lambda3 implements Converter<Schedule> {

        @Override
        public Schedule convert(String text) {
            return schedule(Hyperparameter.LAMBDA3, text);
        }
    }

    /** Temperature of the output term. */
    public static final class Temperature implements Converter<Schedule> {

        @Override
        public Schedule convert(String text) {
            return schedule(Hyperparameter.TEMPERATURE, text);
        }
    }

    /** Step size of the optimizer. */
    public static final class LearningRate implements Converter<Schedule> {

        @Override
        public Schedule convert(String text) {
            return schedule(Hyperparameter.LEARNING_RATE, text);
        }
    }

    private static Schedule schedule(Hyperparameter hyperparameter, String text) {
        return Hyperparameters.checked(hyperparameter, Schedule.parse(text));
    }
}
