package io.alambic.system;

import io.alambic.cli.Home;
import io.alambic.launch.Jvm;
import io.alambic.testing.ServiceUnderTest;
import java.nio.file.Path;
import java.util.Map;

/** Locates and starts the packaged services of this build. */
final class PackagedServices {

    private static final Jvm JVM = new Jvm(512);

    private PackagedServices() {}

    /** Returns the root folder of the build. */
    static Path root() {
        return Path.of(System.getProperty("alambic.test.root"));
    }

    /** Returns the home of this build with a cache for this test. */
    static Home home(Path work) {
        return new Home(root(), work.resolve("cache"));
    }

    /** Starts a packaged service. */
    static ServiceUnderTest start(String service, Map<String, String> settings, Path log) {
        return ServiceUnderTest.start(JVM, home(log.getParent()).service(service), settings, log);
    }
}
