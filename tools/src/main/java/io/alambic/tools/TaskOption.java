package io.alambic.tools;

import io.alambic.core.task.Task;
import io.alambic.core.task.Tasks;
import java.util.Iterator;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The option {@code --task}, by which answers are compared. */
public final class TaskOption {

    @Option(
            names = "--task",
            paramLabel = "TASK",
            defaultValue = "classification",
            converter = Reader.class,
            completionCandidates = Names.class,
            description = "What the models answer: ${COMPLETION-CANDIDATES}.")
    private Task task;

    /** Returns the task. */
    public Task task() {
        return task;
    }

    /** Reads a name. */
    static final class Reader implements ITypeConverter<Task> {

        @Override
        public Task convert(String name) {
            try {
                return Tasks.named(name);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    /** Lists the names. */
    static final class Names implements Iterable<String> {

        @Override
        public Iterator<String> iterator() {
            return Tasks.all().stream().map(Task::name).iterator();
        }
    }
}
