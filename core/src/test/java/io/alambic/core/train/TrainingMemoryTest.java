package io.alambic.core.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Native memory is invisible to the collector: what a step forgets to close is lost for good. */
class TrainingMemoryTest {

    private static final int WARM_UP = 300;
    private static final int STEPS = 2000;

    /** 8 KB a step, the size of one feature map; the heap's size is fixed by the build. */
    private static final long BOUND_BYTES = 16L << 20;

    private static final long PAGE_BYTES = 4096;
    private static final int RESIDENT = 1;

    @Test
    @EnabledOnOs(OS.LINUX)
    void thousandsOfStepsLeaveArraysAndResidentMemoryAsTheyWere() throws IOException {
        try (NDManager manager = NDManager.newBaseManager();
                Lessons lessons = new Lessons(manager);
                Candidate candidate = Candidate.fresh(Lessons.settings(0.5f, 0.5f, 0.1f), manager)) {
            // Given
            NDManager networkManager =
                    candidate.network().learned().values().iterator().next().getManager();
            NDManager candidateManager = networkManager.getParentManager();
            lessons.train(candidate, manager, 0, WARM_UP);
            int networkArrays = networkManager.getManagedArrays().size();
            int candidateArrays = candidateManager.getManagedArrays().size();
            long before = residentBytes();

            // When
            lessons.train(candidate, manager, WARM_UP, WARM_UP + STEPS);

            // Then
            assertThat(networkManager.getManagedArrays()).hasSize(networkArrays);
            assertThat(candidateManager.getManagedArrays()).hasSize(candidateArrays);
            assertThat(residentBytes() - before).isLessThan(BOUND_BYTES);
        }
    }

    /** What a network is given and makes belongs to the caller's manager; its own takes nothing in. */
    @Test
    void aPassAddsNothingToTheModelsManager() {
        try (NDManager manager = NDManager.newBaseManager();
                Lessons lessons = new Lessons(manager);
                Candidate candidate = Candidate.fresh(Lessons.settings(1, 0, 0), manager)) {
            // Given
            NDManager networkManager =
                    candidate.network().learned().values().iterator().next().getManager();
            networkManager.cap();
            int arrays = networkManager.getManagedArrays().size();

            // When
            try (NDManager scope = manager.newSubManager()) {
                var inputs = lessons.batch(scope, 0).inputs();
                candidate.network().forward(inputs);
                candidate.network().forwardTraining(inputs);
            }

            // Then
            assertThat(networkManager.getManagedArrays()).hasSize(arrays);
        }
    }

    private static long residentBytes() throws IOException {
        String[] pages = Files.readString(Path.of("/proc/self/statm")).split(" ");
        return Long.parseLong(pages[RESIDENT]) * PAGE_BYTES;
    }
}
