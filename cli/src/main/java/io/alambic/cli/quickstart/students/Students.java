package io.alambic.cli.quickstart.students;

import io.alambic.cli.observe.ServiceProbe;
import io.alambic.cli.quickstart.run.Addresses;
import io.alambic.cli.quickstart.run.RunContext;
import io.alambic.cli.quickstart.run.StudentPlan;
import io.alambic.cli.report.QuickstartTask;
import io.alambic.client.ClientSettings;
import io.alambic.client.StudentClient;
import io.alambic.launch.ManagedProcess;
import java.time.Duration;

/**
 * Starts student services.
 *
 * @param context of the run
 * @param task that they learn
 */
public record Students(RunContext context, QuickstartTask task) {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

    /** Starts a student service. Returns before the service is up. */
    public StudentConnection start(StudentPlan plan, int httpPort, int grpcPort) {
        ManagedProcess process = context.processes().start(context.lines().student(plan, httpPort, grpcPort));
        return new StudentConnection(
                plan.title(),
                process,
                new ServiceProbe(Addresses.http(httpPort)),
                new StudentClient(ClientSettings.of(Addresses.target(grpcPort)).withModel(plan.name())),
                task,
                context.waiting());
    }

    /** Waits until the teacher and the student have started. */
    public void awaitStarted(ServiceProbe teacher, StudentConnection student) throws InterruptedException {
        awaitStarted(teacher, "teacher service");
        awaitStarted(student);
    }

    /** Waits until a student has started. */
    public void awaitStarted(StudentConnection student) throws InterruptedException {
        awaitStarted(student.probe(), student.title());
    }

    private void awaitStarted(ServiceProbe probe, String title) throws InterruptedException {
        context.waiting()
                .until(
                        probe::started,
                        START_TIMEOUT,
                        "The %s was not up within %d s (%s/q/health/started); its log is in %s."
                                .formatted(
                                        title,
                                        START_TIMEOUT.toSeconds(),
                                        probe.base(),
                                        context.work().log("x").getParent()));
    }
}
