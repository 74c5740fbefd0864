package io.alambic.core.startup;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.launch.ServiceDefaults;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class EngineDefaultsTest {

    @Test
    void whatTheUserHasSetStays() {
        // Given
        Properties system = new Properties();
        system.setProperty("ai.djl.pytorch.num_threads", "4");

        // When
        EngineDefaults.apply(system);

        // Then
        assertThat(system)
                .containsEntry("ai.djl.pytorch.num_threads", "4")
                .containsEntry("ai.djl.pytorch.num_interop_threads", "1")
                .containsEntry("ai.djl.offline", "true");
    }

    @Test
    void variablesThatTheEnvironmentLacksAreNamedWithTheirValues() {
        assertThat(EngineDefaults.missingAllocatorVariables(Map.of("MALLOC_ARENA_MAX", "2")))
                .containsExactly("MALLOC_MMAP_THRESHOLD_=33554432", "MALLOC_TRIM_THRESHOLD_=1073741824");
    }

    @Test
    void environmentThatTheLauncherMakesLacksNone() {
        assertThat(EngineDefaults.missingAllocatorVariables(ServiceDefaults.ALLOCATOR))
                .isEmpty();
    }

    @Test
    void anEmptyEnvironmentLacksWhatTheLauncherSets() {
        assertThat(EngineDefaults.missingAllocatorVariables(Map.of()))
                .containsExactlyInAnyOrderElementsOf(ServiceDefaults.ALLOCATOR.entrySet().stream()
                        .map(variable -> variable.getKey() + "=" + variable.getValue())
                        .toList());
    }
}
