package io.alambic.cli.up;

import io.alambic.cli.file.DistillationFile;
import io.alambic.cli.file.Role;
import java.nio.file.Path;

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
     * Ports to listen on; 0 for any. Those of a role are for the first service of it.
     *
     * @param kafka port of the broker
     * @param grpc port of a student's inference
     * @param teacher port of a teacher's metrics and health
     * @param merge port of a merge's metrics and health
     * @param student port of a student's metrics and health, and of its inference over REST
     */
    record PortChoice(int kafka, int grpc, int teacher, int merge, int student) {

        int http(Role role) {
            return switch (role) {
                case TEACHER -> teacher;
                case MERGE -> merge;
                case STUDENT -> student;
            };
        }
    }
}
