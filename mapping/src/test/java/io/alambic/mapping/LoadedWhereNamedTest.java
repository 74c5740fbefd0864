package io.alambic.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alambic.core.tensor.TensorType;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Who names no format with a schema needs none of its libraries. */
class LoadedWhereNamedTest {

    /** Maps a record in whatever class loader it lies in. */
    public static final class MapsJson implements Callable<String> {

        @Override
        public String call() throws RefusedRecordException {
            MappingSettings settings = new MappingSettings(
                    "json",
                    Optional.empty(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(new TensorMapping("x", TensorType.FP32, Optional.empty(), List.of("x"))));
            return RecordMapping.of(settings, 1000)
                    .map(SourceRecord.of("{\"x\": 1}".getBytes(StandardCharsets.UTF_8), 0))
                    .batch()
                    .getTensors(0)
                    .getName();
        }
    }

    @Test
    void jsonIsMappedWhereTheLibrariesOfOtherFormatsAreMissing() throws Exception {
        try (URLClassLoader bare = withoutLibraries()) {
            // When
            Callable<?> maps = (Callable<?>) bare.loadClass(MapsJson.class.getName())
                    .getDeclaredConstructor()
                    .newInstance();

            // Then
            assertThat(maps.call()).isEqualTo("x");
            assertThatThrownBy(() -> bare.loadClass("org.apache.avro.Schema"))
                    .isInstanceOf(ClassNotFoundException.class);
            assertThatThrownBy(() -> bare.loadClass("com.squareup.wire.schema.Location"))
                    .isInstanceOf(ClassNotFoundException.class);
        }
    }

    private static URLClassLoader withoutLibraries() throws IOException {
        URL[] path = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry ->
                        !entry.matches(".*/(avro|wire-schema|wire-runtime|okio|kotlin|jackson-databind)[^/]*\\.jar"))
                .map(LoadedWhereNamedTest::url)
                .toArray(URL[]::new);
        return new URLClassLoader(path, ClassLoader.getPlatformClassLoader());
    }

    private static URL url(String entry) {
        try {
            return new File(entry).toURI().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }
}
