package io.alambic.cli.check;

import io.alambic.cli.Home;
import io.alambic.cli.file.DescribedService;
import io.alambic.cli.file.DistillationFile;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code alambic check}. */
@Command(
        name = "check",
        description = {
            "Checks the settings in a file, without a broker and without models: names the line, the key, and what is allowed.",
            "docs/configuration.md lists the keys."
        },
        mixinStandardHelpOptions = true)
public final class CheckCommand implements Callable<Integer> {

    private static final int FAILED = 1;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The file, such as alambic.yaml.")
    private Path path;

    @Override
    public Integer call() throws InterruptedException {
        DistillationFile file = DistillationFile.read(path);
        List<String> problems = new FileCheck(Home.find(System.getenv()), file).problems();
        problems.forEach(spec.commandLine().getErr()::println);
        if (!problems.isEmpty()) {
            return FAILED;
        }
        spec.commandLine()
                .getOut()
                .printf(
                        "%s: the settings of the %s are valid%n",
                        path,
                        file.services().stream().map(DescribedService::title).collect(Collectors.joining(" and the ")));
        return 0;
    }
}
