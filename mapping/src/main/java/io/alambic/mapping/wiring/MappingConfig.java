package io.alambic.mapping.wiring;

import io.alambic.core.tensor.TensorType;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How records become samples; docs/mapping.md says what each setting means. */
@ConfigMapping(prefix = "alambic.mapping")
public interface MappingConfig {

    @WithDefault("alambic")
    String format();

    Optional<String> samples();

    Optional<List<String>> filter();

    Optional<String> id();

    Optional<String> time();

    Tensor label();

    Map<String, Tensor> tensors();

    Optional<Path> schema();

    Optional<String> message();

    Registry registry();

    /** A tensor of a sample. */
    interface Tensor {

        Optional<List<String>> fields();

        @WithDefault("FP32")
        @WithConverter(ElementTypeConverter.class)
        TensorType type();

        Optional<String> shape();
    }

    /** A registry of schemas. */
    interface Registry {

        @WithConverter(AddressConverter.class)
        Optional<URI> url();

        @WithDefault("auto")
        String kind();

        @WithDefault("auto")
        String ids();

        Optional<String> user();

        Optional<String> password();

        Optional<Path> passwordFile();

        Optional<String> token();

        Optional<Path> tokenFile();

        @WithDefault("8s")
        @WithConverter(TimeConverter.class)
        Duration timeout();

        @WithDefault("1000")
        int cache();
    }
}
