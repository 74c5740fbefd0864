package io.alambic.cli.check;

import io.alambic.cli.UserError;
import io.alambic.cli.file.DescribedService;
import io.alambic.cli.file.DistillationFile;
import io.alambic.cli.file.FileServices;
import io.alambic.core.startup.CheckedStart;
import io.alambic.launch.ManagedProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Lets a service look at the settings of a file: it knows what each may be.
 *
 * @param services of the file
 * @param service that looks
 */
public record ServiceCheck(FileServices services, DescribedService service) {

    private static final String ANY_BROKER = "127.0.0.1:9";

    /**
     * What a service said.
     *
     * @param valid whether nothing is wrong
     * @param text one line for each thing that is, or what there is to say
     */
    public record Answer(boolean valid, String text) {}

    /**
     * Returns what is wrong with them.
     *
     * @throws UserError if the service does not say it
     */
    List<Problem> problems() throws InterruptedException {
        Answer answer = run(CheckedStart.CHECK);
        return answer.valid()
                ? List.of()
                : answer.text().lines().map(this::problem).toList();
    }

    private Problem problem(String line) {
        String key = DistillationFile.keyOf(line);
        String inFile = services.file().keyFor(service, key);
        return new Problem(inFile, inFile + line.substring(key.length()));
    }

    /**
     * Returns what its model is, which it loads.
     *
     * @throws UserError if the service does not say it
     */
    public Answer inspect() throws InterruptedException {
        return run(CheckedStart.DOCTOR);
    }

    private Answer run(String argument) throws InterruptedException {
        Path state = services.file().folder();
        List<String> command = services.command(service, services.needed(service, ANY_BROKER, state), argument);
        try {
            Process process = ManagedProcess.builder(command)
                    .directory(services.file().folder().toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            int code = process.waitFor();
            if (code != CheckedStart.VALID && (code != CheckedStart.INVALID || output.isEmpty())) {
                throw new UserError("The %s cannot check its settings: it ended with exit code %d. %s"
                        .formatted(service.title(), code, output));
            }
            return new Answer(code == CheckedStart.VALID, output);
        } catch (IOException e) {
            throw new UserError("The %s cannot be started (%s).".formatted(service.title(), e.getMessage()), e);
        }
    }
}
