package io.alambic.student.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.zoo.Cnn;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ServedModelsTest {

    private static final int THREADS = 4;

    private final AtomicInteger firsts = new AtomicInteger();
    private final ServedModels models = new ServedModels(1, InstantSource.system(), firsts::incrementAndGet);

    @Test
    void hasNothingToLeaseBeforeTheFirst() {
        assertThat(models.lease()).isEmpty();
        assertThat(models.isReady()).isFalse();
    }

    @Test
    void tellsOfTheFirstOnly() {
        // When
        models.serve(model(FakeNetwork.quick(), 1));
        models.serve(model(FakeNetwork.quick(), 2));

        // Then
        assertThat(firsts).hasValue(1);
        assertThat(models.peek().orElseThrow().version()).isEqualTo(2);
    }

    @Test
    void closesASnapshotAtOnceWhereNobodyUsesIt() {
        // Given
        FakeNetwork old = FakeNetwork.quick();
        models.serve(model(old, 1));

        // When
        models.serve(model(FakeNetwork.quick(), 2));

        // Then
        assertThat(old.isClosed()).isTrue();
    }

    @Test
    void closesASnapshotInUseAfterItsLastRequest() {
        // Given
        FakeNetwork old = FakeNetwork.quick();
        models.serve(model(old, 1));
        ServedModels.Lease first = models.lease().orElseThrow();
        ServedModels.Lease second = models.lease().orElseThrow();
        models.serve(model(FakeNetwork.quick(), 2));

        // When
        first.close();
        boolean whileInUse = old.isClosed();
        second.close();

        // Then
        assertThat(whileInUse).isFalse();
        assertThat(old.isClosed()).isTrue();
    }

    @Test
    void refusesToReleaseWhatNobodyHolds() {
        // Given
        ServedModel model = model(FakeNetwork.quick(), 7);
        model.release();

        // When
        assertThatThrownBy(model::release)
                // Then
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("version 7 was released more often than acquired");
    }

    @Test
    void servesNothingOnceClosed() {
        // Given
        FakeNetwork network = FakeNetwork.quick();
        models.serve(model(network, 1));

        // When
        models.close();

        // Then
        assertThat(models.lease()).isEmpty();
        assertThat(network.isClosed()).isTrue();
    }

    @Test
    void theNewestFewAnswerByTheirVersion() {
        // Given
        ServedModels three = new ServedModels(3, InstantSource.system(), () -> {});
        FakeNetwork oldest = FakeNetwork.quick();
        three.serve(model(oldest, 1));

        // When
        for (int version = 2; version <= 4; version++) {
            three.serve(model(FakeNetwork.quick(), version));
        }

        // Then
        assertThat(three.versions()).extracting(ServedModel::version).containsExactly(2L, 3L, 4L);
        assertThat(three.lease("3").orElseThrow().model().version()).isEqualTo(3);
        assertThat(three.lease("1")).isEmpty();
        assertThat(oldest.isClosed()).isTrue();
    }

    @Test
    void whoeverFollowsATrainerThatWentBackWithdrawsTheLaterVersions() {
        // Given
        ServedModels three = new ServedModels(3, InstantSource.system(), () -> {});
        FakeNetwork later = FakeNetwork.quick();
        FakeNetwork same = FakeNetwork.quick();
        three.follow(model(FakeNetwork.quick(), 1));
        three.follow(model(same, 2));
        three.follow(model(later, 3));

        // When
        three.follow(model(FakeNetwork.quick(), 2));

        // Then
        assertThat(three.versions()).extracting(ServedModel::version).containsExactly(1L, 2L);
        assertThat(three.peek().orElseThrow().version()).isEqualTo(2);
        assertThat(same.isClosed()).isTrue();
        assertThat(later.isClosed()).isTrue();
    }

    @Test
    void tellsOfEveryChangeOfWhatAnswers() throws Exception {
        // Given
        AtomicInteger changes = new AtomicInteger();
        models.serve(model(FakeNetwork.quick(), 1));

        // When
        try (ServedModels.Watch watch = models.watchChanges(changes::incrementAndGet)) {
            models.serve(model(FakeNetwork.quick(), 2));
            models.pin(2);
            models.unpin();
        }
        models.serve(model(FakeNetwork.quick(), 3));

        // Then
        assertThat(changes).hasValue(3);
    }

    @Test
    void aPinnedVersionAnswersAndStaysUntilItIsUnpinned() throws Exception {
        // Given
        FakeNetwork pinned = FakeNetwork.quick();
        models.serve(model(pinned, 1));

        // When
        models.pin(0);
        models.serve(model(FakeNetwork.quick(), 2));
        models.serve(model(FakeNetwork.quick(), 3));

        // Then
        assertThat(models.peek().orElseThrow().version()).isEqualTo(1);
        assertThat(models.newest().orElseThrow().version()).isEqualTo(3);
        assertThat(models.versions()).extracting(ServedModel::version).containsExactly(1L, 3L);
        assertThat(models.unpin()).isEqualTo(3);
        assertThat(pinned.isClosed()).isTrue();
    }

    @Test
    void rollingBackWithdrawsWhatCameAfterAndHoldsWhatWasBefore() throws Exception {
        // Given
        ServedModels three = new ServedModels(3, InstantSource.system(), () -> {});
        FakeNetwork bad = FakeNetwork.quick();
        three.serve(model(FakeNetwork.quick(), 1));
        three.serve(model(FakeNetwork.quick(), 2));
        three.serve(model(bad, 3));

        // When
        ServedModels.RolledBack done = three.rollBack(0);
        three.serve(model(FakeNetwork.quick(), 4));

        // Then
        assertThat(done).isEqualTo(new ServedModels.RolledBack(2, List.of(3L)));
        assertThat(bad.isClosed()).isTrue();
        assertThat(three.peek().orElseThrow().version()).isEqualTo(2);
        assertThat(three.lease("3")).isEmpty();
    }

    @Test
    void refusesAVersionThatDoesNotAnswer() {
        // Given
        models.serve(model(FakeNetwork.quick(), 7));

        // When
        assertThatThrownBy(() -> models.pin(6))
                // Then
                .isInstanceOf(UnknownVersionException.class)
                .hasMessage("version 6 does not answer; [7] do");
        assertThatThrownBy(() -> models.rollBack(0)).hasMessage("there is no version before 7 that answers; [7] do");
    }

    @Test
    void tellsWatchersOfEachPromotionUntilTheyLeave() {
        // Given
        List<Long> seen = new ArrayList<>();
        ServedModels.Watch watch = models.watch(model -> seen.add(model.version()));

        // When
        models.serve(model(FakeNetwork.quick(), 1));
        models.serve(model(FakeNetwork.quick(), 2));
        watch.close();
        models.serve(model(FakeNetwork.quick(), 3));

        // Then
        assertThat(seen).containsExactly(1L, 2L);
    }

    @Test
    void noRequestSeesAHalfUpdateOrAClosedNetworkAndNoNativeArrayStaysBehind() throws Exception {
        // Given
        int swaps = 5000;
        Cnn tiny = new Cnn(List.of(1, 2, 2), List.of(1), List.of(), 2);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        AtomicBoolean done = new AtomicBoolean();
        List<NDArray> weights = new ArrayList<>();
        try (NDManager engine = NDManager.newBaseManager()) {
            serve(tiny, engine, 0, weights);
            List<CompletableFuture<Integer>> requests = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                requests.add(CompletableFuture.supplyAsync(() -> requestUntil(done, engine), threads));
            }

            // When
            for (int version = 1; version <= swaps; version++) {
                serve(tiny, engine, version, weights);
            }
            done.set(true);

            // Then
            for (CompletableFuture<Integer> request : requests) {
                assertThat(request.get(30, TimeUnit.SECONDS)).isPositive();
            }
            int perNetwork = weights.size() / (swaps + 1);
            assertThat(weights.stream().filter(array -> !array.isReleased())).hasSize(perNetwork);
            models.close();
            assertThat(weights).allMatch(NDArray::isReleased);
        } finally {
            done.set(true);
            threads.shutdown();
        }
    }

    /** A network whose every weight is the same small number, which its version says. */
    private void serve(Cnn architecture, NDManager engine, int version, List<NDArray> all) {
        TrainableNetwork network = architecture.newNetwork(engine, 1);
        network.learned().values().forEach(weight -> {
            weight.muli(0).addi(weightOf(version));
            all.add(weight);
        });
        models.serve(new ServedModel(network, version, version, 0));
    }

    /** With all weights v and all inputs 1, the pooled map is 4v + v and both logits v(4v + v) + v. */
    private int requestUntil(AtomicBoolean done, NDManager engine) {
        int requests = 0;
        do {
            try (ServedModels.Lease lease = models.lease().orElseThrow();
                    NDManager scope = engine.newSubManager()) {
                float v = weightOf(lease.model().version());
                NDArray image = scope.ones(new Shape(1, 1, 2, 2));
                float[] logits = lease.model()
                        .network()
                        .forward(Map.of("image", image))
                        .get("logits")
                        .toFloatArray();
                float expected = v * (4 * v + v) + v;
                assertThat(logits).containsExactly(expected, expected);
            }
            requests++;
        } while (!done.get());
        return requests;
    }

    private static float weightOf(long version) {
        return 1 + version % 100;
    }

    private static ServedModel model(TrainableNetwork network, long version) {
        return new ServedModel(network, version, version, 0);
    }
}
