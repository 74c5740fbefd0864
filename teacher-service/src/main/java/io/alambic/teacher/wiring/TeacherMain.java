package io.alambic.teacher.wiring;

import io.alambic.teacher.describe.DescribeCommand;
import io.alambic.teacher.training.TrainCommand;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.Arrays;
import java.util.List;

/** {@code train ...} trains a teacher, {@code describe ...} describes a model, and both end; without arguments the service runs. */
@QuarkusMain
public final class TeacherMain {

    private TeacherMain() {}

    /** Starts what the arguments ask for. */
    public static void main(String... arguments) {
        List<String> all = Arrays.asList(arguments);
        if (!all.isEmpty() && all.get(0).equals(TrainCommand.NAME)) {
            System.exit(TrainCommand.run(all.subList(1, all.size())));
        }
        if (!all.isEmpty() && all.get(0).equals(DescribeCommand.NAME)) {
            System.exit(DescribeCommand.run(all.subList(1, all.size())));
        }
        Quarkus.run(TeacherApplication.class, arguments);
    }
}
