package io.alambic.student.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.djl.ndarray.NDManager;
import io.alambic.client.Security;
import io.alambic.inference.GRPCInferenceServiceGrpc;
import io.alambic.inference.ServerLiveRequest;
import io.alambic.student.Recorder;
import io.alambic.student.TinyTask;
import io.alambic.student.threads.TestThreads;
import io.alambic.testing.SelfSigned;
import io.grpc.ChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real certificates over real connections. */
class EncryptedPortTest {

    private static final Duration LOOK = Duration.ofMillis(50);

    @TempDir
    private static Path folder;

    private static SelfSigned own;
    private static SelfSigned caller;

    @BeforeAll
    static void makeCertificates() throws Exception {
        own = SelfSigned.make(folder, "student");
        caller = SelfSigned.make(folder, "caller");
    }

    @Test
    void whoKnowsTheAuthorityIsAnswered() throws Exception {
        try (Port port = Port.open(tls(own, Optional.empty()))) {
            // Then
            assertThat(port.isLive(Security.tls(own.certificate()))).isTrue();
        }
    }

    @Test
    void whoSpeaksPlainTextOrTrustsOthersGetsNoConnection() throws Exception {
        try (Port port = Port.open(tls(own, Optional.empty()))) {
            // Then
            assertThat(port.refusal(Security.PLAIN_TEXT)).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(port.refusal(Security.tls(caller.certificate()))).isEqualTo(Status.Code.UNAVAILABLE);
        }
    }

    @Test
    void wherePeopleHaveToSayWhoTheyAreNobodyElseIsAnswered() throws Exception {
        try (Port port = Port.open(tls(own, Optional.of(caller.certificate())))) {
            // Then
            assertThat(port.isLive(Security.mutualTls(own.certificate(), caller.certificate(), caller.key())))
                    .isTrue();
            assertThat(port.refusal(Security.tls(own.certificate()))).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(port.refusal(Security.mutualTls(own.certificate(), own.certificate(), own.key())))
                    .isEqualTo(Status.Code.UNAVAILABLE);
        }
    }

    @Test
    @Timeout(60)
    void aCertificateThatWasReplacedIsShownToWhoeverConnectsNext() throws Exception {
        // Given
        SelfSigned files = SelfSigned.make(folder, "replaced");
        Path before = Files.copy(files.certificate(), folder.resolve("before.pem"));
        SelfSigned next = SelfSigned.make(folder, "next");
        try (Port port = Port.open(tls(files, Optional.empty()))) {
            assertThat(port.isLive(Security.tls(before))).isTrue();

            // When
            files.replaceBy(next);

            // Then
            while (!port.trusts(next)) {
                Thread.onSpinWait();
            }
            assertThat(port.refusal(Security.tls(before))).isEqualTo(Status.Code.UNAVAILABLE);
        }
    }

    @Test
    void filesThatAreNoCertificatesAreRefusedBeforeAnythingStarts() throws Exception {
        // Given
        Path garbage = Files.writeString(folder.resolve("garbage.pem"), "no certificate");

        // Then
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ServerTls(garbage, own.key(), Optional.empty(), LOOK))
                .withMessageContaining("garbage.pem")
                .withMessageContaining("are not a certificate and its PKCS #8 key in PEM");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ServerTls(own.certificate(), own.key(), Optional.of(garbage), LOOK))
                .withMessageContaining("garbage.pem");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ServerTls(folder.resolve("missing.pem"), own.key(), Optional.empty(), LOOK))
                .withMessageContaining("missing.pem");
    }

    private static ServerTls tls(SelfSigned identity, Optional<Path> clients) {
        return new ServerTls(identity.certificate(), identity.key(), clients, LOOK);
    }

    /** An inference server and calls to it. */
    private record Port(InferenceServer server) implements AutoCloseable {

        static Port open(ServerTls tls) throws IOException {
            NDManager nothingIsComputed = null;
            InferenceServer server = Serving.server(
                    Serving.encrypted(tls),
                    TinyTask.STUDENT.signature(),
                    Serving.models(),
                    nothingIsComputed,
                    new Recorder());
            server.start();
            return new Port(server);
        }

        boolean isLive(Security security) throws InterruptedException {
            ChannelCredentials credentials = security.credentials();
            ManagedChannel channel = NettyChannelBuilder.forAddress("localhost", server.port(), credentials)
                    .build();
            try {
                return GRPCInferenceServiceGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(60, TimeUnit.SECONDS)
                        .serverLive(ServerLiveRequest.getDefaultInstance())
                        .getLive();
            } finally {
                channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
            }
        }

        boolean trusts(SelfSigned shown) throws InterruptedException {
            try {
                return isLive(Security.tls(shown.certificate()));
            } catch (StatusRuntimeException e) {
                return false;
            }
        }

        Status.Code refusal(Security security) {
            StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class, () -> isLive(security));
            return refused.getStatus().getCode();
        }

        @Override
        public void close() throws InterruptedException {
            server.stop(TestThreads.soon());
        }
    }
}
