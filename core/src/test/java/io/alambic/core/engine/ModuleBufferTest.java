package io.alambic.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ModuleBufferTest {

    private static final Path MODULE = Path.of("src", "test", "resources", "models", "named.pt");

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void aModuleThatIsLargerThanExpectedIsWrittenWhole() throws Exception {
        // Given
        Block module = module();

        // When
        byte[] grown = new ModuleBuffer(manager, 1).write(module).toByteArray();

        // Then
        assertThat(grown)
                .isEqualTo(new ModuleBuffer(manager, 1 << 20).write(module).toByteArray());
        assertThat(TorchScriptBlock.read(new ByteArrayInputStream(grown), grown.length, manager)
                        .getDirectParameters()
                        .size())
                .isEqualTo(module.getDirectParameters().size());
    }

    @Test
    void theNextModuleTakesTheMemoryOfTheOneBefore() throws Exception {
        // Given
        Block module = module();
        ModuleBuffer buffer = new ModuleBuffer(manager, Files.size(MODULE));
        ByteBuffer first = buffer.write(module).toByteBuffer(true);
        byte[] before = bytes(first);

        // When
        module.getDirectParameters().get("classifier.bias").getArray().addi(1);
        NDArray second = buffer.write(module);

        // Then
        assertThat(second.toByteArray()).isNotEqualTo(before).isEqualTo(bytes(first));
    }

    private Block module() throws IOException, MalformedModelException {
        byte[] file = Files.readAllBytes(MODULE);
        Block module = TorchScriptBlock.read(new ByteArrayInputStream(file), file.length, manager);
        module.getDirectParameters().forEach(pair -> pair.getValue().getArray().setRequiresGradient(false));
        return module;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
