package io.alambic.cli.up;

import io.alambic.cli.file.Role;
import io.alambic.cli.observe.Health;
import io.alambic.cli.observe.Metrics;
import io.alambic.cli.observe.ServiceProbe;
import io.alambic.cli.run.Screen;
import io.alambic.launch.LaunchException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Shows what the services do and say. Used by one thread. */
final class Progress {

    private final Map<Role, ServiceProbe> probes;
    private final Screen screen;
    private final Map<Role, List<String>> said = new EnumMap<>(Role.class);

    Progress(Map<Role, ServiceProbe> probes, Screen screen) {
        this.probes = probes;
        this.screen = screen;
    }

    /**
     * Shows it once.
     *
     * @throws LaunchException if a service says that it cannot go on
     */
    void show() throws InterruptedException {
        Map<Role, Metrics> metrics = new EnumMap<>(Role.class);
        for (Map.Entry<Role, ServiceProbe> service : probes.entrySet()) {
            Optional<Health> health = service.getValue().health();
            requireLive(service.getKey(), health);
            health.ifPresent(known -> say(service.getKey(), known.remarks()));
            service.getValue().metrics().ifPresent(known -> metrics.put(service.getKey(), known));
        }
        screen.live(ProgressLine.of(metrics));
    }

    /**
     * Requires that a service works, or waits.
     *
     * @throws LaunchException with what it says
     */
    static void requireLive(Role role, Optional<Health> health) {
        if (health.isPresent() && !health.get().live()) {
            throw new LaunchException("The %s cannot go on: %s"
                    .formatted(role.title(), String.join("; ", health.get().remarks())));
        }
    }

    private void say(Role role, List<String> remarks) {
        if (!remarks.equals(said.put(role, remarks)) && !remarks.isEmpty()) {
            screen.say("%s: %s", role.title(), String.join("; ", remarks));
        }
    }
}
