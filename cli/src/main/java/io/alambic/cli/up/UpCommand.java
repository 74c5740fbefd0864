package io.alambic.cli.up;

import io.alambic.cli.Home;
import io.alambic.cli.file.DistillationFile;
import io.alambic.cli.run.Screen;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code alambic up}. */
@Command(
        name = "up",
        description = {
            "Runs on this machine what a file describes: a Kafka broker (unless the file names one), the topics that are"
                    + " missing, its teachers, their merge, its students, and the records that the file names; shows what they do until"
                    + " Ctrl-C.",
            "A run goes on where the previous one ended."
        },
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
public final class UpCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "The file, such as alambic.yaml.")
    private Path path;

    @Option(
            names = "--work",
            paramLabel = "DIR",
            description = "Folder for state, checkpoints and logs (default: .alambic beside the file).")
    private Path work;

    @Option(names = "--anew", description = "Forget the previous run: its records, weights and places in the topics.")
    private boolean anew;

    @Option(
            names = "--port-kafka",
            paramLabel = "P",
            defaultValue = "9092",
            description = "Kafka; 0 takes a free port.")
    private int portKafka;

    @Option(
            names = "--port-grpc",
            paramLabel = "P",
            defaultValue = "9000",
            description = "The first student's gRPC; 0: free.")
    private int portGrpc;

    @Option(
            names = "--port-teacher",
            paramLabel = "P",
            defaultValue = "8081",
            description =
                    "The first teacher's HTTP; 0: free. Further services take free ports, or those that the file names.")
    private int portTeacher;

    @Option(names = "--port-merge", paramLabel = "P", defaultValue = "8083", description = "The merge's HTTP; 0: free.")
    private int portMerge;

    @Option(
            names = "--port-student",
            paramLabel = "P",
            defaultValue = "8082",
            description = "The first student's HTTP; 0: free.")
    private int portStudent;

    @Override
    public Integer call() throws InterruptedException {
        DistillationFile file = DistillationFile.read(path);
        UpSettings settings = new UpSettings(
                file,
                work == null ? file.folder().resolve(".alambic") : work,
                anew,
                new UpSettings.PortChoice(portKafka, portGrpc, portTeacher, portMerge, portStudent));
        return new UpRun(settings, Home.find(System.getenv()), Screen.ofProcess()).execute();
    }
}
