package io.alambic.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads code blocks from a page of the documentation, so that a test can run them.
 *
 * @param page a Markdown file
 */
public record DocumentedCode(Path page) {

    private static final String FENCE = "```";

    /**
     * Returns the block in this language whose first line contains this text.
     *
     * @throws AssertionError if there is no such block, or more than one
     */
    public String block(String language, String firstLine) throws IOException {
        Matcher block = Pattern.compile("(?ms)^%s%s\\n(([^\\n]*)\\n.*?)^%s$".formatted(FENCE, language, FENCE))
                .matcher(Files.readString(page).replace("\r\n", "\n"));
        String found = null;
        while (block.find()) {
            if (block.group(2).contains(firstLine)) {
                if (found != null) {
                    throw new AssertionError(
                            "two blocks of %s in %s begin with '%s'".formatted(language, page, firstLine));
                }
                found = block.group(1);
            }
        }
        if (found == null) {
            throw new AssertionError("no block of %s in %s begins with '%s'".formatted(language, page, firstLine));
        }
        return found;
    }

    /** Writes the block whose first line names this file into a folder. */
    public Path write(String language, String file, Path folder) throws IOException {
        return Files.writeString(folder.resolve(file), block(language, file + ":"));
    }
}
