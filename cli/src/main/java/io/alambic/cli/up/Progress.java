package io.alambic.cli.up;

import io.alambic.cli.file.DescribedService;
import io.alambic.cli.observe.Health;
import io.alambic.cli.observe.Metrics;
import io.alambic.cli.observe.ServiceProbe;
import io.alambic.cli.run.Screen;
import io.alambic.launch.LaunchException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Shows what the services do and say. Used by one thread. */
final class Progress {

    private final Map<DescribedService, ServiceProbe> probes;
    private final Screen screen;
    private final Map<DescribedService, List<String>> said = new LinkedHashMap<>();

    Progress(Map<DescribedService, ServiceProbe> probes, Screen screen) {
        this.probes = probes;
        this.screen = screen;
    }

    /**
     * Shows it once.
     *
     * @throws LaunchException if a service says that it cannot go on
     */
    void show() throws InterruptedException {
        Map<DescribedService, Metrics> metrics = new LinkedHashMap<>();
        for (Map.Entry<DescribedService, ServiceProbe> service : probes.entrySet()) {
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
    static void requireLive(DescribedService service, Optional<Health> health) {
        if (health.isPresent() && !health.get().live()) {
            throw new LaunchException("The %s cannot go on: %s"
                    .formatted(service.title(), String.join("; ", health.get().remarks())));
        }
    }

    private void say(DescribedService service, List<String> remarks) {
        if (!remarks.equals(said.put(service, remarks)) && !remarks.isEmpty()) {
            screen.say("%s: %s", service.title(), String.join("; ", remarks));
        }
    }
}
