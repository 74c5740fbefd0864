package io.alambic.teacher;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;

@AnalyzeClasses(packages = "io.alambic.teacher", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {

    private static final String WIRING = "io.alambic.teacher.wiring..";

    @ArchTest
    static final ArchRule THE_FRAMEWORK_STAYS_IN_WIRING = noClasses()
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
                    "io.vertx..",
                    "org.jboss..");

    @ArchTest
    static final ArchRule TEACHER_AND_STUDENT_MEET_ON_TOPICS_ALONE =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("io.alambic.student..", "io.alambic.cli..");

    @ArchTest
    static final ArchRule ONLY_A_REMOTE_MODEL_IS_CALLED_OVER_GRPC = noClasses()
            .that()
            .resideOutsideOfPackage("io.alambic.teacher.model..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.alambic.inference..", "io.grpc..");

    @ArchTest
    static final ArchRule A_MODEL_KNOWS_NO_KAFKA = noClasses()
            .that()
            .resideInAnyPackage("io.alambic.teacher.model..", "io.alambic.teacher.training..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "io.alambic.kafka..", "io.alambic.teacher.topology..");

    @ArchTest
    static final ArchRule THE_TOPOLOGY_KNOWS_NO_NATIVE_MEMORY = noClasses()
            .that()
            .resideInAnyPackage("io.alambic.teacher.topology..", "io.alambic.teacher.control..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.djl..");

    @ArchTest
    static final ArchRule NO_PART_KNOWS_THE_WHOLE = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.alambic.teacher.model..",
                    "io.alambic.teacher.topology..",
                    "io.alambic.teacher.control..",
                    "io.alambic.teacher.mapping..",
                    "io.alambic.teacher.merge..",
                    "io.alambic.teacher.records..",
                    "io.alambic.teacher.training..")
            .should()
            .dependOnClassesThat(resideInAPackage("io.alambic.teacher").or(resideInAPackage(WIRING)));

    @ArchTest
    static final ArchRule NOBODY_KNOWS_WIRING =
            noClasses().that().resideOutsideOfPackage(WIRING).should().dependOnClassesThat(resideInAPackage(WIRING));

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("io.alambic.teacher.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule TIME_AND_CHANCE_ARE_INJECTED =
            noClasses().that().resideOutsideOfPackage(WIRING).should().accessTargetWhere(asksForTimeOrChance());

    private static DescribedPredicate<JavaAccess<?>> asksForTimeOrChance() {
        Set<String> asking = Set.of(
                "java.lang.System.currentTimeMillis",
                "java.lang.System.nanoTime",
                "java.time.Instant.now",
                "java.time.LocalDateTime.now",
                "java.time.Clock.systemUTC",
                "java.time.Clock.systemDefaultZone",
                "java.lang.Math.random",
                "java.util.Random.<init>",
                "java.util.UUID.randomUUID",
                "java.util.concurrent.ThreadLocalRandom.current");
        return DescribedPredicate.describe(
                "ask the system for the time or for chance",
                access -> asking.contains(access.getTargetOwner().getName() + "." + access.getName()));
    }
}
