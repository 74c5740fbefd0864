package io.alambic.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** An offline command on models. The module {@code tools} declares its options and parses the arguments itself. */
abstract class ToolCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Unmatched
    private List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() throws InterruptedException {
        List<String> all = new ArrayList<>(List.of(spec.name()));
        all.addAll(arguments);
        return new ToolsJar(Home.find(System.getenv())).run(all);
    }

    @Command(
            name = "train-teacher",
            description = "Trains a teacher on labelled images and saves it with its test accuracy (see --help).")
    static final class TrainTeacher extends ToolCommand {}

    @Command(
            name = "describe",
            description = "Prints a model's inputs, outputs and size, and the settings that use it (see --help).")
    static final class Describe extends ToolCommand {}

    @Command(
            name = "export",
            description = "Writes a trained student for other programs, and compares its answers (see --help).")
    static final class Export extends ToolCommand {}

    @Command(
            name = "report",
            description = "Measures a teacher and its student against each other on this machine (see --help).")
    static final class Report extends ToolCommand {}

    @Command(
            name = "explain",
            description = "Says what a student took over from its teacher, errors included (see --help).")
    static final class Explain extends ToolCommand {}
}
