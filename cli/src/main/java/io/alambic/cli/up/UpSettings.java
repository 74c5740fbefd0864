package io.alambic.cli.up;

import io.alambic.cli.file.DistillationFile;
import io.alambic.cli.file.Role;
import io.alambic.launch.Ports;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Settings of a run.
 *
 * @param file that describes it
 * @param work folder for state and logs
 * @param anew whether the state of the previous run is removed first
 * @param ports to listen on; 0 chooses any free port
 */
record UpSettings(DistillationFile file, Path work, boolean anew, PortChoice ports) {

    UpSettings {
        work = work.toAbsolutePath().normalize();
    }

    /**
     * Ports to listen on.
     *
     * @param kafka port of the broker
     * @param grpc port of the student's inference
     * @param teacher port of the teacher's metrics and health
     * @param student port of the student's metrics and health, and of its inference over REST
     */
    record PortChoice(int kafka, int grpc, int teacher, int student) {

        /** Returns the ports of the services that the file describes, each free at this moment; 0 for those of the others. */
        PortChoice chosen(DistillationFile file, Ports free) {
            boolean teaches = file.roles().contains(Role.TEACHER);
            boolean learns = file.roles().contains(Role.STUDENT);
            return new PortChoice(
                    file.bootstrapServers().isPresent() ? 0 : free.choose(kafka, "--port-kafka"),
                    learns ? free.choose(grpc, "--port-grpc") : 0,
                    teaches ? free.choose(teacher, "--port-teacher") : 0,
                    learns ? free.choose(student, "--port-student") : 0);
        }

        int http(Role role) {
            return role == Role.TEACHER ? teacher : student;
        }

        /** Returns the settings of a service that listens on them, on this machine only. */
        Map<String, String> settings(Role role) {
            Map<String, String> http =
                    Map.of("quarkus.http.host", Ports.LOOPBACK, "quarkus.http.port", Integer.toString(http(role)));
            if (role == Role.TEACHER) {
                return http;
            }
            Map<String, String> all = new HashMap<>(http);
            all.put("alambic.student.grpc.host", Ports.LOOPBACK);
            all.put("alambic.student.grpc.port", Integer.toString(grpc));
            return all;
        }
    }
}
