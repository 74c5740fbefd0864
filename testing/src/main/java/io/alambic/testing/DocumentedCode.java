package io.alambic.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Code as a page of the documentation prints it, so that a test can run it.
 *
 * @param page in Markdown
 */
public record DocumentedCode(Path page) {

    private static final String FENCE = "```";

    /**
     * Returns the block in that language whose first line contains a text.
     *
     * @throws AssertionError if there is none, or more than one
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

    /** Writes such a block, which names the file in its first line, into a folder. */
    public Path write(String language, String file, Path folder) throws IOException {
        return Files.writeString(folder.resolve(file), block(language, file + ":"));
    }
}
