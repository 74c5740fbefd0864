package io.alambic.student.wiring.configuration;

import io.alambic.kafka.RecordLimits;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;

/** The topics that the student reads and writes. */
@ConfigMapping(prefix = "alambic.topics")
public interface TopicsConfig {

    @WithDefault("alambic.samples")
    @WithConverter(ScalarConverters.Name.class)
    String samples();

    @WithDefault("alambic.knowledge")
    @WithConverter(ScalarConverters.Name.class)
    String knowledge();

    @WithDefault("alambic.control")
    @WithConverter(ScalarConverters.Name.class)
    String control();

    @WithDefault("alambic.weights")
    @WithConverter(ScalarConverters.Name.class)
    String weights();

    @WithDefault("alambic.dead-letters")
    @WithConverter(ScalarConverters.Name.class)
    String deadLetters();

    @WithDefault("16777216")
    @WithConverter(ScalarConverters.RecordSize.class)
    RecordLimits maxRecordBytes();
}
