package io.alambic.teacher.wiring;

import io.alambic.core.merge.MergeRule;
import io.alambic.mapping.wiring.TimeConverter;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How the answers of several teachers become one; docs/configuration.md says what each setting means. */
@ConfigMapping(prefix = "alambic.merge")
public interface MergeConfig {

    Map<String, Teacher> teachers();

    @WithDefault("mean-probabilities")
    @WithConverter(SettingConverters.Rule.class)
    MergeRule rule();

    @WithDefault("false")
    boolean learnWeights();

    @WithDefault("30s")
    @WithConverter(TimeConverter.class)
    Duration grace();

    @WithDefault("256")
    @WithConverter(SettingConverters.Count.class)
    int maxWaitingMebibytes();

    @WithDefault("merge")
    @WithConverter(SettingConverters.KafkaName.class)
    String name();

    @WithDefault("alambic.answers")
    @WithConverter(SettingConverters.KafkaName.class)
    String answers();

    @WithDefault("alambic-merge")
    @WithConverter(SettingConverters.KafkaName.class)
    String applicationId();

    Privacy privacy();

    /** How private votes are counted. */
    interface Privacy {

        @WithConverter(SettingConverters.Count.class)
        Optional<Integer> threshold();

        @WithConverter(SettingConverters.Amount.class)
        Optional<Double> sigmaThreshold();

        @WithConverter(SettingConverters.Amount.class)
        Optional<Double> sigmaAnswer();

        @WithConverter(SettingConverters.Amount.class)
        Optional<Double> epsilon();

        @WithConverter(SettingConverters.Amount.class)
        Optional<Double> delta();
    }

    /** A teacher whose answers are merged. */
    interface Teacher {

        @WithDefault("1")
        @WithConverter(SettingConverters.Amount.class)
        double weight();

        Optional<List<@WithConverter(SettingConverters.CountOrNone.class) Integer>> classes();
    }
}
