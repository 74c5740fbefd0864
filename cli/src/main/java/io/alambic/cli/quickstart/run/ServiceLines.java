package io.alambic.cli.quickstart.run;

import io.alambic.cli.Home;
import io.alambic.cli.broker.BrokerSettings;
import io.alambic.cli.run.WorkFolder;
import io.alambic.launch.Jvm;
import io.alambic.launch.ProcessSpec;
import io.alambic.launch.ServiceSettings;
import java.util.List;
import java.util.Map;

/**
 * Describes how to start each process of a run.
 *
 * @param home locates the packaged services
 * @param work folder for their files
 * @param bootstrapServers address of the broker
 */
public record ServiceLines(Home home, WorkFolder work, String bootstrapServers) {

    private static final Jvm SERVICE = new Jvm(768);

    /**
     * Returns how to start the teacher service.
     *
     * @param model its settings that belong to the model and its data
     * @param httpPort for health and metrics
     */
    public ProcessSpec teacher(Map<String, String> model, int httpPort) {
        Map<String, String> all = ServiceSettings.of(bootstrapServers, httpPort);
        all.putAll(model);
        all.put("alambic.teacher.state-dir", work.run("teacher-state").toString());
        return new ProcessSpec(
                "teacher service",
                SERVICE.jar(home.service("teacher-service"), all, List.of()),
                work.log("teacher-service"));
    }

    /**
     * Returns how to start a student service.
     *
     * @param student name and training of the student
     * @param httpPort for health and metrics
     * @param grpcPort for inference
     */
    public ProcessSpec student(StudentPlan student, int httpPort, int grpcPort) {
        Map<String, String> all = ServiceSettings.of(bootstrapServers, httpPort);
        all.putAll(student.properties());
        all.put(
                "alambic.student.checkpoint-dir",
                work.checkpoints(student.name()).toString());
        all.put("alambic.student.grpc.host", BrokerSettings.HOST);
        all.put("alambic.student.grpc.port", Integer.toString(grpcPort));
        return new ProcessSpec(
                student.title(),
                SERVICE.jar(home.service("student-service"), all, List.of()),
                work.log("student-service" + (student.distilled() ? "" : "-" + student.name())));
    }
}
