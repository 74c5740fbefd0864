package io.alambic.tools;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.alambic.tools", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {

    @ArchTest
    static final ArchRule KNOWS_NO_FRAMEWORK_AND_NO_BROKER = noClasses()
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
            .because("offline commands need neither a service nor Kafka");
}
