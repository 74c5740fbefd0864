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
 * @param file that all services read
 */
public record FileServices(Home home, DistillationFile file) {

    private static final Jvm SERVICE = new Jvm(768);

    /**
     * Returns the command of a service, to be run in the {@linkplain DistillationFile#folder() folder of the file}.
     *
     * @param added settings where the file has none
     */
    public List<String> command(DescribedService service, Map<String, String> added, String... arguments) {
        DistillationFile read = file.as(service);
        Map<String, String> settings = new TreeMap<>(
                Map.of("smallrye.config.locations", file.path().toUri().toString()));
        service.profile().ifPresent(profile -> settings.put("quarkus.profile", profile));
        Map<String, String> open = new TreeMap<>(service.ownSettings());
        open.putAll(added);
        open.forEach((key, value) -> {
            if (!read.says(key)) {
                settings.put(key, value);
            }
        });
        return SERVICE.jar(home.service(service.role().module()), settings, service.arguments(List.of(arguments)));
    }

    /**
     * Returns settings that a service cannot start without.
     *
     * @param state folder for the state of the services
     */
    public Map<String, String> needed(DescribedService service, String bootstrapServers, Path state) {
        Map<String, String> settings = new TreeMap<>();
        settings.put("kafka.bootstrap.servers", bootstrapServers);
        String own = service.profile().map("-"::concat).orElse("");
        switch (service.role()) {
            case TEACHER -> settings.put("alambic.teacher.state-dir", path(state, "teacher-state" + own));
            case MERGE -> settings.put("alambic.teacher.state-dir", path(state, "merge-state" + own));
            case STUDENT -> settings.put("alambic.student.checkpoint-dir", path(state, "checkpoints" + own));
        }
        return settings;
    }

    private static String path(Path folder, String name) {
        return folder.resolve(name).toString();
    }
}
