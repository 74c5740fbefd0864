package io.alambic.student.wiring;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The topics that the student reads and writes. */
@ConfigMapping(prefix = "alambic.topics")
public interface TopicsConfig {

    @WithDefault("alambic.samples")
    String samples();

    @WithDefault("alambic.knowledge")
    String knowledge();

    @WithDefault("alambic.control")
    String control();

    @WithDefault("alambic.weights")
    String weights();

    @WithDefault("alambic.dead-letters")
    String deadLetters();

    @WithDefault("16777216")
    String maxRecordBytes();
}
