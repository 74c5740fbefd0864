package io.alambic.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentedCodeTest {

    @TempDir
    private Path folder;

    private DocumentedCode page() throws IOException {
        return new DocumentedCode(Files.writeString(folder.resolve("page.md"), """
                # Page

                ```js
                // a.js: one
                one();
                ```

                ```python
                # a.py: another
                another()

                ```

                ```js
                // b.js: a third
                ```
                """));
    }

    @Test
    void aBlockIsFoundByItsLanguageAndFirstLine() throws IOException {
        assertThat(page().block("python", "a.py")).isEqualTo("# a.py: another\nanother()\n\n");
        assertThat(page().write("js", "b.js", folder)).hasContent("// b.js: a third\n");
    }

    @Test
    void aBlockThatIsNotThereOrThereTwiceIsAnError() throws IOException {
        // Given
        DocumentedCode page = page();

        // Then
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> page.block("python", "a.js"))
                .withMessageContaining("no block of python");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> page.block("js", "//"))
                .withMessageContaining("two blocks of js");
    }
}
