package io.alambic.teacher.wiring;

import io.alambic.core.startup.CheckedStart;
import io.alambic.core.startup.EngineDefaults;
import io.alambic.core.startup.EngineLoading;
import io.alambic.core.startup.RehearsedStart;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.IOException;

/** Starts the service. */
@QuarkusMain
public final class TeacherMain {

    private TeacherMain() {}

    /**
     * Runs the service; told to {@code merge} it merges the answers of others, told to {@code rehearse} it ends after some seconds, told to
     * {@code check} after a look at its settings.
     */
    public static void main(String... arguments) throws IOException {
        EngineDefaults.apply(System.getProperties());
        if (CheckedStart.isAskedFor(arguments)) {
            CheckedStart.prepare();
        } else if (!TeacherApplication.isMerge(arguments)) {
            EngineLoading.begin();
        }
        if (RehearsedStart.isAskedFor(arguments)) {
            TeacherRehearsal.prepare();
        }
        Quarkus.run(TeacherApplication.class, arguments);
    }
}
