package io.alambic.core.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.alambic.core.model.Signature;
import io.alambic.testing.Memory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever {@code model.json} says, it describes a model or is refused with a reason; sizes allocate nothing. */
class ModelDescriptionFuzzTest {

    private Path folder;

    @BeforeEach
    void createFolder() throws IOException {
        folder = Files.createTempDirectory("fuzz");
    }

    @AfterEach
    void deleteFolder() throws IOException {
        Files.deleteIfExists(folder.resolve("model.json"));
        Files.delete(folder);
    }

    static Stream<byte[]> descriptions() {
        String head = "{'formatVersion':2,'name':'m','version':'0123456789ab','parameters':1,'bytes':4,"
                + "'trainedSamples':1,'architecture':{'reads':{'name':'image','shape':";
        return Stream.of(
                        head + "[1,8,8]},'convolutions':[2,3],'dense':[4],'classes':4,'type':'cnn'}}",
                        head + "[1,8,8]},'convolutions':[2,3],'dense':[4],'classes':4,'type':'mobile'}}",
                        head + "[1,8,8]},'convolutions':[2,3],'dense':[4],'classes':4,'type':'residual'}}",
                        head + "[1,8]},'convolutions':[2,3],'dense':[4],'classes':4,'type':'series'}}",
                        head + "[2147483647,2147483647,2147483647]},'dense':[4],'classes':4,'type':'mlp'}}",
                        head + "[1,8,8]},'convolutions':[2147483647],'dense':[2147483647],'classes':4,'type':'cnn'}}")
                .map(text -> text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("descriptions")
    @FuzzTest
    void everyDescriptionIsReadOrRefused(byte[] json) throws IOException {
        Files.write(folder.resolve("model.json"), json);
        Memory.requireInProportion(json, () -> {
            try {
                ModelDescription described = ModelFolder.describe(folder);
                assertThat(described
                                .architecture()
                                .signature()
                                .output(Signature.LOGITS)
                                .elements())
                        .isGreaterThan(1);
            } catch (IOException e) {
                assertThat(e).message().isNotBlank();
            }
        });
    }
}
