package io.alambic.cli.deadletters;

import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code alambic dead-letters replay}. */
@Command(
        name = "replay",
        description =
                "Produces the records of letters again, to the topics that they came from, each once however often it runs.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
final class ReplayCommand implements Callable<Integer> {

    private static final int REFRESH_MILLIS = 200;

    @Mixin
    private LettersOptions options;

    @Mixin
    private LetterFilter filter;

    @Option(names = "--dry-run", description = "Only says how many letters would be replayed.")
    private boolean dryRun;

    @Option(
            names = "--group",
            paramLabel = "NAME",
            defaultValue = "alambic-dead-letters-replay",
            description =
                    "Consumer group and transactional id that note what was replayed; another one replays all again.")
    private String group;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Map<String, Object> connection = options.connection();
        ReplayCounts counts;
        try (LetterReader reader = new LetterReader(connection, options.topic(), group);
                ProgressBar bar = new ProgressBarBuilder()
                        .setTaskName("letters")
                        .setInitialMax(reader.left())
                        .setStyle(ProgressBarStyle.ASCII)
                        .setUpdateIntervalMillis(REFRESH_MILLIS)
                        .build()) {
            Replay replay =
                    new Replay(connection, reader, group, filter::chooses, left -> bar.stepTo(bar.getMax() - left));
            counts = dryRun ? replay.rehearse() : replay.run();
        }
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%,d letters %s%n", counts.replayed(), dryRun ? "would be replayed" : "replayed");
        if (counts.withoutRecord() > 0) {
            out.printf("%,d letters hold the place of their record only, and cannot be%n", counts.withoutRecord());
        }
        out.flush();
        return 0;
    }
}
