package io.alambic.mapping;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.alambic.mapping", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {

    @ArchTest
    static final ArchRule KNOWS_NO_FRAMEWORK_AND_NO_BROKER = noClasses()
            .that()
            .resideOutsideOfPackage("io.alambic.mapping.wiring")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.quarkus..",
                    "jakarta..",
                    "javax.inject..",
                    "io.smallrye..",
                    "org.eclipse.microprofile..",
                    "io.micrometer..",
                    "org.apache.kafka..")
            .because("the same mapping reads topics and answers requests");

    @ArchTest
    static final ArchRule WIRING_KNOWS_THE_CONFIGURATION_ONLY = noClasses()
            .that()
            .resideInAPackage("io.alambic.mapping.wiring")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quarkus..", "jakarta..", "javax.inject..", "io.micrometer..", "org.apache.kafka..")
            .because("services and commands read the same configuration");

    @ArchTest
    static final ArchRule SUBJECTS_HAVE_NO_CYCLES =
            slices().matching("io.alambic.mapping.(*)..").should().beFreeOfCycles();
}
