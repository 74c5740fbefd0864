package io.alambic.teacher.wiring;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** The settings as text; {@link SettingsReader} says in a sentence what is wrong with one. */
@ConfigMapping(prefix = "alambic.teacher")
public interface TeacherConfig {

    Optional<String> model();

    Optional<String> inputs();

    Optional<String> logits();

    @WithDefault("block2")
    Optional<String> featureMaps();

    @WithDefault("int8")
    String featureEncoding();

    @WithDefault("0")
    String logitsTopK();

    Optional<String> studentInputs();

    @WithDefault("128")
    String maxBatch();

    @WithDefault("20ms")
    String maxDelay();

    @WithDefault("1")
    String threads();

    @WithDefault("exactly_once_v2")
    String processingGuarantee();

    @WithDefault("100ms")
    String commitInterval();

    @WithDefault("1.0")
    String teachingRate();

    @WithDefault("alambic-teacher")
    String applicationId();

    Optional<String> stateDir();

    Remote remote();

    /** How a remote model is called. */
    interface Remote {

        @WithDefault("5s")
        String deadline();

        @WithDefault("8s")
        String budget();
    }
}
