package io.alambic.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.alambic.client", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {

    @ArchTest
    static final ArchRule WHO_ONLY_ASKS_NEEDS_NO_KAFKA = noClasses()
            .that()
            .resideInAPackage("io.alambic.client")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "io.alambic.kafka..", "io.alambic.client.samples..")
            .because("Kafka's clients are an optional dependency");

    @ArchTest
    static final ArchRule BRINGS_THE_CONTRACTS_AND_WHAT_CARRIES_THEM = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.alambic.client..",
                    "io.alambic.kafka..",
                    "io.alambic.v1..",
                    "io.alambic.inference..",
                    "java..",
                    "io.grpc",
                    "io.grpc.stub..",
                    "com.google.protobuf..",
                    "com.google.common.util.concurrent..",
                    "org.apache.kafka.clients.producer..",
                    "org.apache.kafka.common..");
}
