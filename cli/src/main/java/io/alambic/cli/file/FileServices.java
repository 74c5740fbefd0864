package io.alambic.cli.file;

import io.alambic.cli.Home;
import io.alambic.launch.Jvm;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How the services of a file are started. What the file and the environment leave open is added; what they say stays.
 *
 * @param home locates the packaged services
 * @param file that both services read
 */
public record FileServices(Home home, DistillationFile file) {

    private static final Jvm SERVICE = new Jvm(768);

    /**
     * Returns the command of a service, to be run in the {@linkplain DistillationFile#folder() folder of the file}.
     *
     * @param added settings where the file has none
     */
    public List<String> command(Role role, Map<String, String> added, String... arguments) {
        Map<String, String> settings = new TreeMap<>(
                Map.of("smallrye.config.locations", file.path().toUri().toString()));
        added.forEach((key, value) -> {
            if (file.value(key).isEmpty()) {
                settings.put(key, value);
            }
        });
        return SERVICE.jar(home.service(role.module()), settings, List.of(arguments));
    }

    /**
     * Returns settings that a service cannot start without.
     *
     * @param state folder for the state of the services
     */
    public Map<String, String> needed(Role role, String bootstrapServers, Path state) {
        Map<String, String> settings = new TreeMap<>();
        settings.put("kafka.bootstrap.servers", bootstrapServers);
        switch (role) {
            case TEACHER ->
                settings.put(
                        "alambic.teacher.state-dir",
                        state.resolve("teacher-state").toString());
            case STUDENT ->
                settings.put(
                        "alambic.student.checkpoint-dir",
                        state.resolve("checkpoints").toString());
        }
        return settings;
    }
}
