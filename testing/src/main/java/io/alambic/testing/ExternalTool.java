package io.alambic.testing;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;
import java.util.Map;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/**
 * A program that a test needs and Maven cannot provide. If it is missing, the test is skipped with the reason;
 * if the environment sets {@code CI=true}, the test fails.
 *
 * @param probe command that succeeds if the program is installed, such as {@code promtool --version}
 * @param missing sentence for the developer: what is missing, and how to install it
 */
public record ExternalTool(List<String> probe, String missing) {

    public ExternalTool {
        probe = List.copyOf(probe);
    }

    /** Returns Python with a module that it does not include. */
    public static ExternalTool pythonModule(String python, String module, String debianPackage) {
        return new ExternalTool(
                List.of(python, "-c", "import " + module),
                "%s lacks the module '%s': install it (Debian's package is '%s')"
                        .formatted(python, module, debianPackage));
    }

    /**
     * Checks that the program is installed.
     *
     * @throws TestAbortedException if it is missing
     * @throws AssertionFailedError if it is missing in CI
     */
    public void require() throws InterruptedException {
        require(System.getenv());
    }

    void require(Map<String, String> environment) throws InterruptedException {
        if (isInstalled()) {
            return;
        }
        if ("true".equals(environment.get("CI"))) {
            throw new AssertionFailedError(missing);
        }
        throw new TestAbortedException(missing);
    }

    private boolean isInstalled() throws InterruptedException {
        try {
            return new ProcessBuilder(probe)
                            .redirectOutput(Redirect.DISCARD)
                            .redirectError(Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
