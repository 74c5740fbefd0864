package io.alambic.student.wiring;

import ai.djl.ndarray.NDManager;
import io.alambic.core.digest.NativeCryptography;
import io.alambic.core.model.Architecture;
import io.alambic.core.model.Signature;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.settings.InvalidSettingException;
import io.alambic.core.startup.CheckedStart;
import io.alambic.core.startup.EngineDefaults;
import io.alambic.core.startup.EngineLoading;
import io.alambic.core.startup.RehearsedStart;
import io.alambic.core.task.Task;
import io.alambic.kafka.ConnectionSecurity;
import io.alambic.mapping.MappedText;
import io.alambic.student.Endpoint;
import io.alambic.student.Replica;
import io.alambic.student.Student;
import io.alambic.student.StudentSettings;
import io.alambic.student.wiring.configuration.ConfiguredStudent;
import io.alambic.student.wiring.configuration.StudentConfiguration;
import io.alambic.student.wiring.metrics.StudentMeters;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.config.SmallRyeConfig;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Starts the student and waits for the end of the process, at which {@link RunningStudent} stops it in order. */
@QuarkusMain
public class StudentMain implements QuarkusApplication {

    private static final Logger LOG = Logger.getLogger(StudentMain.class);
    private static final int CANNOT_START = 2;

    private final SmallRyeConfig config;
    private final Map<String, Object> connection;
    private final String release;
    private final Clock clock;
    private final RunningStudent running;
    private final StudentMeters meters;

    @Inject
    StudentMain(
            SmallRyeConfig config,
            @Identifier("default-kafka-broker") Map<String, Object> connection,
            @ConfigProperty(name = "quarkus.application.version") String release,
            Clock clock,
            RunningStudent running,
            StudentMeters meters) {
        this.config = config;
        this.connection = connection;
        this.release = release;
        this.clock = clock;
        this.running = running;
        this.meters = meters;
    }

    /** Starts the service; told to {@code rehearse} it ends after some seconds, told to {@code check} after a look at its settings. */
    public static void main(String... arguments) throws IOException {
        EngineDefaults.apply(System.getProperties());
        if (CheckedStart.isAskedFor(arguments)) {
            CheckedStart.prepare();
        } else {
            EngineLoading.begin();
        }
        if (RehearsedStart.isAskedFor(arguments)) {
            StudentRehearsal.prepare();
        }
        Quarkus.run(StudentMain.class, arguments);
    }

    @Override
    public int run(String... arguments) {
        if (CheckedStart.isAskedFor(arguments)) {
            return CheckedStart.check(() -> check(CheckedStart.isThorough(arguments)), System.out);
        }
        EngineDefaults.adviseOnAllocator(System.getProperty("os.name"), System.getenv());
        try {
            if (ConnectionSecurity.isEncrypted(connection)) {
                NativeCryptography.install();
            }
            Endpoint endpoint = start();
            running.set(endpoint);
            meters.ofServing().observe(endpoint);
            if (RehearsedStart.isAskedFor(arguments)) {
                StudentRehearsal.endSoon();
            } else {
                NativeCryptography.installSoon();
            }
            Quarkus.waitForExit();
            return 0;
        } catch (InvalidSettingException | IOException | KafkaException e) {
            String.valueOf(message(e)).lines().forEach(line -> LOG.error("The student cannot start: " + line));
            return CANNOT_START;
        }
    }

    private ConfiguredStudent configured() {
        return new ConfiguredStudent(StudentConfiguration.read(config, connection), release);
    }

    private String check(boolean thorough) {
        ConfiguredStudent configured = configured();
        Architecture architecture =
                switch (configured.mode()) {
                    case TRAINING -> configured.settings().trainer().candidate().architecture();
                    case SERVING -> configured.replica().architecture();
                };
        if (!thorough) {
            return "";
        }
        configured.requireMappingFits(architecture);
        return describe(architecture);
    }

    private static String describe(Architecture architecture) {
        try (NDManager manager = NDManager.newBaseManager();
                TrainableNetwork network = architecture.newNetwork(manager, 0)) {
            Signature signature = architecture.signature();
            return "reads %s, answers %s, %,d parameters, on %s"
                    .formatted(
                            MappedText.of(signature.named()),
                            MappedText.of(signature.outputs()),
                            network.parameterCount().orElse(0),
                            manager.getDevice());
        }
    }

    private Endpoint start() throws IOException {
        ConfiguredStudent configured = configured();
        return switch (configured.mode()) {
            case TRAINING -> {
                StudentSettings settings = configured.settings();
                Task task = settings.trainer().candidate().task();
                yield Student.start(settings, meters.ofTraining(task), clock, System::nanoTime);
            }
            case SERVING ->
                Replica.start(
                        configured.replica(),
                        meters.ofServing(),
                        meters.ofReplica(),
                        meters.ofFeedback(),
                        meters.ofServing(),
                        clock,
                        System::nanoTime);
        };
    }

    /** Returns the message of a failure; for a failure of Kafka, with the message of its cause. */
    static String message(Exception error) {
        Throwable cause = error.getCause();
        boolean says = cause != null && cause.getMessage() != null && error instanceof KafkaException;
        return says ? error.getMessage() + ": " + cause.getMessage() : error.getMessage();
    }
}
