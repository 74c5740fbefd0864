package io.alambic.teacher.wiring;

import io.alambic.core.digest.NativeCryptography;
import io.alambic.core.settings.InvalidSettingException;
import io.alambic.core.startup.CheckedStart;
import io.alambic.core.startup.EngineDefaults;
import io.alambic.core.startup.RehearsedStart;
import io.alambic.kafka.ConnectionSecurity;
import io.alambic.teacher.MergeService;
import io.alambic.teacher.TeacherService;
import io.alambic.teacher.TeacherSettings;
import io.alambic.teacher.merge.MergeSettings;
import io.alambic.teacher.merge.MergedTeacher;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.config.SmallRyeConfig;
import jakarta.inject.Inject;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;

/** Starts the teacher, or the merge, and waits for the end of the process; {@link RunningTeacher} then stops it. */
public class TeacherApplication implements QuarkusApplication {

    private static final Logger LOG = Logger.getLogger(TeacherApplication.class);
    private static final int CANNOT_START = 2;

    /** Argument of a process that merges the answers of other teachers. */
    private static final String MERGE = "merge";

    private final SmallRyeConfig config;
    private final Map<String, Object> connection;
    private final RunningTeacher running;
    private final TeacherMeters meters;
    private final MeterRegistry registry;

    @Inject
    TeacherApplication(
            SmallRyeConfig config,
            @Identifier("default-kafka-broker") Map<String, Object> connection,
            RunningTeacher running,
            TeacherMeters meters,
            MeterRegistry registry) {
        this.config = config;
        this.connection = connection;
        this.running = running;
        this.meters = meters;
        this.registry = registry;
    }

    @Override
    public int run(String... arguments) {
        if (CheckedStart.isAskedFor(arguments)) {
            return CheckedStart.check(() -> check(arguments), System.out);
        }
        if (isMerge(arguments)) {
            return merge();
        }
        EngineDefaults.adviseOnAllocator(System.getProperty("os.name"), System.getenv());
        try {
            if (ConnectionSecurity.isEncrypted(connection)) {
                NativeCryptography.install();
            }
            TeacherService teacher = TeacherService.start(settings(), meters, meters, System::nanoTime);
            running.set(teacher);
            teacher.lifeCycle().teaching().thenRun(NativeCryptography::installSoon);
            if (RehearsedStart.isAskedFor(arguments)) {
                TeacherRehearsal.endSoon();
            }
            Quarkus.waitForExit();
            return 0;
        } catch (InvalidSettingException | IOException | IllegalArgumentException | KafkaException e) {
            String.valueOf(message(e)).lines().forEach(line -> LOG.error("The teacher cannot start: " + line));
            return CANNOT_START;
        }
    }

    static boolean isMerge(String... arguments) {
        return List.of(arguments).contains(MERGE);
    }

    private int merge() {
        try {
            ConfiguredMerge configured = new ConfiguredMerge(TeacherConfiguration.read(config, connection, true));
            MergeSettings settings = configured.settings();
            MergeMeters mergeMeters = new MergeMeters(
                    registry,
                    running,
                    settings.teachers().stream().map(MergedTeacher::name).toList(),
                    settings.privacy());
            MergeService merge =
                    new MergeService(configured.streams(), settings, mergeMeters, System::nanoTime, new SecureRandom());
            running.set(merge);
            merge.start();
            Quarkus.waitForExit();
            return 0;
        } catch (InvalidSettingException | KafkaException e) {
            String.valueOf(message(e)).lines().forEach(line -> LOG.error("The merge cannot start: " + line));
            return CANNOT_START;
        }
    }

    private String check(String... arguments) throws IOException {
        if (isMerge(arguments)) {
            new ConfiguredMerge(TeacherConfiguration.read(config, connection, true)).settings();
            return "";
        }
        TeacherSettings settings = settings();
        return CheckedStart.isThorough(arguments) ? TeacherService.inspect(settings) : "";
    }

    private TeacherSettings settings() {
        return new ConfiguredTeacher(TeacherConfiguration.read(config, connection, false)).settings();
    }

    private static String message(Exception error) {
        Throwable cause = error.getCause();
        boolean says = cause != null && cause.getMessage() != null && error instanceof KafkaException;
        return says ? error.getMessage() + ": " + cause.getMessage() : error.getMessage();
    }
}
