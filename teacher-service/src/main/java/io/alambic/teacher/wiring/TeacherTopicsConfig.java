package io.alambic.teacher.wiring;

import io.alambic.kafka.RecordLimits;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;

/** The topics that the services share; the teacher does not use that of the weights. */
@ConfigMapping(prefix = "alambic.topics")
public interface TeacherTopicsConfig {

    @WithDefault("alambic.samples")
    @WithConverter(SettingConverters.KafkaName.class)
    String samples();

    @WithDefault("alambic.knowledge")
    @WithConverter(SettingConverters.KafkaName.class)
    String knowledge();

    @WithDefault("alambic.control")
    @WithConverter(SettingConverters.KafkaName.class)
    String control();

    @WithDefault("alambic.weights")
    @WithConverter(SettingConverters.KafkaName.class)
    String weights();

    @WithDefault("alambic.dead-letters")
    @WithConverter(SettingConverters.KafkaName.class)
    String deadLetters();

    @WithDefault("16777216")
    @WithConverter(SettingConverters.Limits.class)
    RecordLimits maxRecordBytes();
}
