package io.alambic.teacher.wiring;

import io.alambic.core.engine.EngineLoading;
import io.alambic.core.settings.RehearsedStart;
import io.alambic.teacher.compare.ReportCommand;
import io.alambic.teacher.describe.DescribeCommand;
import io.alambic.teacher.export.ExportCommand;
import io.alambic.teacher.training.TrainCommand;
import io.quarkus.arc.Arc;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.quarkus.vertx.http.HttpServer;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/** With the name of a command as first argument, such as {@code train}, it runs that and ends; else the service runs. */
@QuarkusMain
public final class TeacherMain {

    private static final Map<String, ToIntFunction<List<String>>> COMMANDS = Map.of(
            TrainCommand.NAME, TrainCommand::run,
            DescribeCommand.NAME, DescribeCommand::run,
            ExportCommand.NAME, ExportCommand::run,
            ReportCommand.NAME, arguments -> ReportCommand.run(arguments, System::nanoTime));

    private TeacherMain() {}

    /** Starts what the arguments ask for; a service that is told to {@code rehearse} ends after some seconds. */
    public static void main(String... arguments) throws IOException {
        List<String> all = Arrays.asList(arguments);
        ToIntFunction<List<String>> command = all.isEmpty() ? null : COMMANDS.get(all.get(0));
        if (command != null) {
            System.exit(command.applyAsInt(all.subList(1, all.size())));
        }
        EngineLoading.begin();
        if (RehearsedStart.isAskedFor(arguments)) {
            RehearsedStart.prepare(
                    RehearsalModel.settings(),
                    () -> Arc.container().instance(HttpServer.class).get().getPort(),
                    Quarkus::asyncExit);
        }
        Quarkus.run(TeacherApplication.class, arguments);
    }
}
