package io.alambic.teacher.wiring;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The topics that the teacher reads and writes. */
@ConfigMapping(prefix = "alambic.topics")
public interface TeacherTopicsConfig {

    @WithDefault("alambic.samples")
    String samples();

    @WithDefault("alambic.knowledge")
    String knowledge();

    @WithDefault("alambic.control")
    String control();

    @WithDefault("alambic.dead-letters")
    String deadLetters();

    @WithDefault("16777216")
    String maxRecordBytes();
}
