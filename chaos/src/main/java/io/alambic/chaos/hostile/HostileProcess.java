package io.alambic.chaos.hostile;

import io.alambic.cli.UserError;
import io.alambic.launch.Jvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A process of hostile clients, which attack until it is closed. It lets all other processes go first, because hostile clients
 * elsewhere would not take the student's processors either.
 */
final class HostileProcess implements AutoCloseable {

    private static final int HEAP_MEGABYTES = 512;

    private final Process process;

    /** Starts the process. */
    HostileProcess(String host, int grpcPort, int httpPort, int clients) throws IOException {
        List<String> command = new ArrayList<>(List.of("nice", "-n", "19"));
        command.addAll(new Jvm(HEAP_MEGABYTES)
                .main(
                        HostileProcess.class,
                        List.of(
                                host,
                                Integer.toString(grpcPort),
                                Integer.toString(httpPort),
                                Integer.toString(clients))));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Attacks until its standard input ends, and prints how many attacks there were. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        try (HostileClients clients = new HostileClients(
                arguments[0],
                Integer.parseInt(arguments[1]),
                Integer.parseInt(arguments[2]),
                Integer.parseInt(arguments[3]))) {
            while (System.in.read() >= 0) {
                // nothing is said
            }
            clients.attacks().forEach((attack, count) -> System.out.println(attack + " " + count));
        }
    }

    /** Ends the attacks, and returns how many there were, by name. */
    Map<String, Long> end() throws IOException, InterruptedException {
        process.getOutputStream().close();
        Map<String, Long> attacks = new TreeMap<>();
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            said.lines().map(line -> line.split(" ")).forEach(words -> attacks.put(words[0], Long.parseLong(words[1])));
        }
        if (process.waitFor() != 0) {
            throw new UserError("The process of the hostile clients ended with %d.".formatted(process.exitValue()));
        }
        return attacks;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
