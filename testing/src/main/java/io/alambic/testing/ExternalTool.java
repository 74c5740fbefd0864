package io.alambic.testing;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;
import java.util.Map;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/**
 * A program that a test needs and that Maven cannot bring. Where it is missing, the test is reported as
 * skipped, with the reason; where the environment says {@code CI=true}, it fails.
 *
 * @param probe a command that succeeds where the program is installed, such as {@code promtool --version}
 * @param missing a sentence for who runs the tests: what is missing, and how to install it
 */
public record ExternalTool(List<String> probe, String missing) {

    public ExternalTool {
        probe = List.copyOf(probe);
    }

    /** Python with a module that is no part of it. */
    public static ExternalTool pythonModule(String python, String module, String debianPackage) {
        return new ExternalTool(
                List.of(python, "-c", "import " + module),
                "%s lacks the module '%s': install it (Debian's package is '%s')"
                        .formatted(python, module, debianPackage));
    }

    /**
     * Returns where the program is installed.
     *
     * @throws TestAbortedException where it is not
     * @throws AssertionFailedError where it is not, in CI
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
