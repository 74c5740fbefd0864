package io.alambic.student;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;

@AnalyzeClasses(packages = "io.alambic.student", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {

    private static final String WIRING = "io.alambic.student.wiring..";

    @ArchTest
    static final ArchRule onlyWiringKnowsTheFramework = noClasses()
            .that()
            .resideOutsideOfPackage(WIRING)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.quarkus..",
                    "jakarta..",
                    "org.eclipse.microprofile..",
                    "io.micrometer..",
                    "io.smallrye..",
                    "org.jboss..");

    @ArchTest
    static final ArchRule teacherAndStudentMeetOnKafkaOnly = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.alambic.teacher..", "io.alambic.cli..", "io.alambic.client..", "org.apache.kafka.streams..");

    @ArchTest
    static final ArchRule theEngineIsSeenThroughItsInterfaceOnly =
            noClasses().should().dependOnClassesThat().resideInAPackage("ai.djl.pytorch..");

    /** From the bottom up: each package, and the packages below it that it may use. The root assembles the service. */
    @ArchTest
    static final ArchRule packagesUseOnlyWhatTheTableAllows = new PackageTable("io.alambic.student")
            .add("threads")
            .add("admission")
            .add("registry")
            .add("protocol", "registry")
            .add("records", "admission", "protocol")
            .add("inference", "admission", "protocol", "records", "registry", "threads")
            .add("grpc", "admission", "inference", "threads")
            .add("http", "admission", "inference")
            .add("canary", "inference", "protocol", "registry", "threads")
            .add("batch")
            .add("control")
            .add("knowledge", "batch")
            .add("ingest", "batch", "knowledge", "threads")
            .add("training", "batch", "registry", "threads")
            .add("weights", "registry")
            .add("feedback", "inference", "ingest", "protocol", "threads")
            .add("operate", "grpc", "registry", "training")
            .addRoot(
                    "admission",
                    "batch",
                    "canary",
                    "control",
                    "feedback",
                    "grpc",
                    "inference",
                    "ingest",
                    "knowledge",
                    "operate",
                    "registry",
                    "threads",
                    "training",
                    "weights")
            .addAboveAll("wiring.metrics")
            .addAboveAll("wiring.configuration")
            .addAboveAll("wiring")
            .rule();

    @ArchTest
    static final ArchRule classesOfTheRootHaveNoCycles = slices().assignedFrom(
                    new ClassesOfPackage("io.alambic.student"))
            .should()
            .beFreeOfCycles();

    @ArchTest
    static final ArchRule timeAndRandomnessAreInjected = noClasses()
            .that()
            .resideOutsideOfPackage(WIRING)
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callConstructor(Random.class);
}
