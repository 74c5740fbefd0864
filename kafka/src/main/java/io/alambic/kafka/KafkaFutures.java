package io.alambic.kafka;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TimeoutException;

/** Waits for answers from Kafka's admin client. */
public final class KafkaFutures {

    private KafkaFutures() {}

    /**
     * Returns the brokers' answer.
     *
     * @throws TimeoutException if no broker answers within this time
     * @throws KafkaException the reason why the brokers refuse, unwrapped from the future's exception
     */
    public static <T> T get(KafkaFuture<T> future, Duration timeout) throws InterruptedException {
        try {
            return future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new TimeoutException("no broker answered in %d ms".formatted(timeout.toMillis()), e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
        }
    }
}
