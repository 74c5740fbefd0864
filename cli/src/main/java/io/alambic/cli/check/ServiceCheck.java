package io.alambic.cli.check;

import io.alambic.cli.UserError;
import io.alambic.cli.file.FileServices;
import io.alambic.cli.file.Role;
import io.alambic.launch.ManagedProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Lets a service look at the settings of a file: it knows what each may be.
 *
 * @param services of the file
 * @param role of the service
 */
record ServiceCheck(FileServices services, Role role) {

    private static final String ANY_BROKER = "127.0.0.1:9";
    private static final int INVALID = 2;

    /**
     * Returns what is wrong with them.
     *
     * @throws UserError if the service does not say it
     */
    List<Problem> problems() throws InterruptedException {
        Path state = services.file().folder();
        List<String> command = services.command(role, services.needed(role, ANY_BROKER, state), "check");
        try {
            Process process = ManagedProcess.builder(command)
                    .directory(services.file().folder().toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code != 0 && (code != INVALID || output.isBlank())) {
                throw new UserError("The %s cannot check its settings: it ended with exit code %d. %s"
                        .formatted(role.title(), code, output.strip()));
            }
            return output.lines()
                    .filter(line -> !line.isBlank())
                    .map(Problem::ofLine)
                    .toList();
        } catch (IOException e) {
            throw new UserError("The %s cannot be started (%s).".formatted(role.title(), e.getMessage()), e);
        }
    }
}
