package io.alambic.cli.check;

import static io.alambic.cli.file.DistillationFile.unprofiled;

import io.alambic.cli.Home;
import io.alambic.cli.UserError;
import io.alambic.cli.file.DistillationFile;
import io.alambic.cli.file.FileServices;
import io.alambic.cli.file.ProducedRecords;
import io.alambic.core.settings.InvalidSettingException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;

/**
 * Looks at a file: its keys here, their values in the services.
 *
 * @param home locates the packaged services
 * @param file to look at
 */
public record FileCheck(Home home, DistillationFile file) {

    private static final List<String> ROOTS = List.of("alambic", "kafka", "quarkus", "smallrye", "mp");
    private static final String PART = "alambic.";

    /** Returns a sentence for each thing that is wrong, with its place, in the order of the file; none if nothing is. */
    public List<String> problems() throws InterruptedException {
        List<Problem> problems = new ArrayList<>(unknown());
        Set<String> unknown = problems.stream().map(Problem::key).collect(Collectors.toSet());
        problems.addAll(foreign());
        problems.addAll(dotted());
        if (file.services().isEmpty()) {
            problems.add(new Problem(
                    "alambic",
                    "expected settings of a teacher or a student, such as alambic.teacher.model, but got none"));
        }
        try {
            file.mapping();
        } catch (InvalidSettingException e) {
            e.getMessage().lines().map(Problem::ofLine).forEach(problems::add);
        }
        try {
            ProducedRecords.of(file);
        } catch (UserError e) {
            problems.add(Problem.ofLine(e.getMessage()));
        }
        List<CompletableFuture<List<Problem>>> checks = file.services().stream()
                .map(service -> new ServiceCheck(new FileServices(home, file), service))
                .map(check -> CompletableFuture.supplyAsync(() -> problems(check)))
                .toList();
        for (CompletableFuture<List<Problem>> check : checks) {
            try {
                check.join().stream()
                        .filter(problem -> !unknown.contains(problem.key()))
                        .forEach(problems::add);
            } catch (CompletionException e) {
                throw e.getCause() instanceof UserError error ? error : e;
            }
        }
        return problems.stream()
                .distinct()
                .sorted(Comparator.comparingInt(problem -> file.line(problem.key())))
                .map(problem -> file.placed(problem.sentence()))
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

    /** A service looks at the keys of its own parts only. */
    private List<Problem> unknown() {
        KnownKeys known = KnownKeys.load();
        return file.keys().stream()
                .filter(key -> unprofiled(key).startsWith(PART))
                .filter(key -> !known.contains(unprofiled(key)))
                .filter(key -> known.contains(parent(unprofiled(key))))
                .map(key -> new Problem(key, "%s is not a setting: %s".formatted(key, known.beside(unprofiled(key)))))
                .toList();
    }

    private static String parent(String key) {
        return key.substring(0, key.lastIndexOf('.'));
    }

    /** Where a user gives the names, as of tensors, they may have dots. */
    private List<Problem> dotted() {
        return file.dotted().stream()
                .filter(key ->
                        unprofiled(key).startsWith(PART) || unprofiled(key).startsWith("kafka."))
                .filter(key -> !unprofiled(key).startsWith("alambic.mapping.tensors."))
                .map(key -> new Problem(
                        key,
                        "%s: expected each part of a key on a line of its own, as in 'a:' above 'b:', but got 'a.b:'"
                                .formatted(key)))
                .toList();
    }

    /** The same file has other keys, such as those of Quarkus and of Kafka; a typing error in the first word is one of those too. */
    private List<Problem> foreign() {
        return file.keys().stream()
                .filter(key -> key.indexOf('.') < 0 && !key.startsWith("%") && !ROOTS.contains(key))
                .map(key ->
                        new Problem(key, "%s is not a setting: expected %s".formatted(key, String.join(", ", ROOTS))))
                .toList();
    }
}
