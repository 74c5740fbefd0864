package io.alambic.cli.check;

import io.alambic.cli.Home;
import io.alambic.cli.UserError;
import io.alambic.cli.file.DistillationFile;
import io.alambic.cli.file.FileServices;
import io.alambic.cli.file.ProducedRecords;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Looks at a file: its keys here, their values in the services.
 *
 * @param home locates the packaged services
 * @param file to look at
 */
public record FileCheck(Home home, DistillationFile file) {

    private static final Set<String> ROOTS = Set.of("alambic", "kafka", "quarkus", "smallrye", "mp");
    private static final Set<String> OWN = Set.of("topics", "mapping", "teacher", "student", "up");
    private static final String PART = "alambic.";

    /** Returns a sentence for each thing that is wrong, with its place, in the order of the file; none if nothing is. */
    public List<String> problems() throws InterruptedException {
        List<Problem> problems = new ArrayList<>(unknown());
        if (file.roles().isEmpty()) {
            problems.add(new Problem(
                    "alambic",
                    "expected settings of a teacher or a student, such as alambic.teacher.model, but got none"));
        }
        try {
            ProducedRecords.of(file);
        } catch (UserError e) {
            problems.add(Problem.ofLine(e.getMessage()));
        }
        List<CompletableFuture<List<Problem>>> checks = file.roles().stream()
                .map(role -> new ServiceCheck(new FileServices(home, file), role))
                .map(check -> CompletableFuture.supplyAsync(() -> problems(check)))
                .toList();
        for (CompletableFuture<List<Problem>> check : checks) {
            try {
                problems.addAll(check.join());
            } catch (CompletionException e) {
                throw e.getCause() instanceof UserError error ? error : e;
            }
        }
        return problems.stream()
                .distinct()
                .sorted(Comparator.comparingInt(problem -> file.line(problem.key())))
                .map(problem -> problem.at(file))
                .toList();
    }

    private static List<Problem> problems(ServiceCheck check) {
        try {
            return check.problems();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    /** No service looks at keys of a part that is none of its own. */
    private List<Problem> unknown() {
        return file.keys().stream()
                .filter(key -> !key.startsWith("%"))
                .filter(key -> !isKnown(key))
                .filter(key -> key.indexOf('.') < 0 || key.startsWith(PART) && key.indexOf('.', PART.length()) < 0)
                .map(key -> new Problem(
                        key,
                        "%s is not a setting: expected keys of %s"
                                .formatted(
                                        key,
                                        key.startsWith(PART)
                                                ? "alambic.topics, mapping, teacher, student or up"
                                                : "alambic, kafka or quarkus")))
                .toList();
    }

    private static boolean isKnown(String key) {
        String[] parts = key.split("\\.");
        return ROOTS.contains(parts[0])
                && (!parts[0].equals("alambic") || parts.length < 2 || OWN.contains(parts[1].replaceAll("\\[.*", "")));
    }
}
