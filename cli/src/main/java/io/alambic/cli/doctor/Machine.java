package io.alambic.cli.doctor;

import io.alambic.cli.file.DistillationFile;
import io.alambic.cli.file.Role;
import io.alambic.launch.LaunchException;
import io.alambic.launch.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks at this machine: ports and disk.
 *
 * @param file that says what is needed
 */
record Machine(DistillationFile file) {

    private static final long LITTLE_BYTES = 2L << 30;
    private static final int TEACHER_HTTP = 8081;
    private static final int MERGE_HTTP = 8083;
    private static final int STUDENT_HTTP = 8082;
    private static final int STUDENT_GRPC = 9000;

    List<Finding> look() {
        List<Finding> findings = new ArrayList<>(ports());
        findings.addAll(disk());
        return findings;
    }

    private List<Finding> ports() {
        Map<String, Integer> wanted = new LinkedHashMap<>();
        if (!file.services(Role.TEACHER).isEmpty()) {
            wanted.put("--port-teacher", TEACHER_HTTP);
        }
        if (!file.services(Role.MERGE).isEmpty()) {
            wanted.put("--port-merge", MERGE_HTTP);
        }
        if (!file.services(Role.STUDENT).isEmpty()) {
            wanted.put("--port-student", STUDENT_HTTP);
            wanted.put("--port-grpc", STUDENT_GRPC);
        }
        Ports free = new Ports();
        List<Finding> taken = new ArrayList<>();
        wanted.forEach((option, port) -> {
            try {
                free.choose(port, option);
            } catch (LaunchException e) {
                taken.add(Finding.doubtful(
                        "ports",
                        "%d is in use".formatted(port),
                        "./alambic up takes another with %s".formatted(option)));
            }
        });
        return taken.isEmpty() ? List.of(Finding.ok("ports", wanted.values() + " are free")) : taken;
    }

    private List<Finding> disk() {
        Path folder = file.pathAt("alambic.student.checkpoint-dir").orElse(file.folder());
        Path existing = folder;
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        if (existing == null || !Files.isWritable(existing)) {
            return List.of(Finding.wrong(
                    "disk", folder + " cannot be written", "choose another folder, or give this user the right"));
        }
        try {
            long left = Files.getFileStore(existing).getUsableSpace();
            String text = "%,d MiB are free at %s".formatted(left >> 20, existing);
            return List.of(
                    left >= LITTLE_BYTES
                            ? Finding.ok("disk", text)
                            : Finding.doubtful(
                                    "disk", text, "checkpoints, the teacher's state and a local broker need some GiB"));
        } catch (IOException e) {
            return List.of(Finding.doubtful("disk", "%s: %s".formatted(existing, e.getMessage()), "look at the disk"));
        }
    }
}
