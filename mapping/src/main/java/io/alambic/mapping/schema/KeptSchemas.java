package io.alambic.mapping.schema;

import io.alambic.mapping.RegistryUnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;

/**
 * The schemas that were asked for last, by id. Each is asked for once, by the first thread that needs it, while others wait. An id that the registry
 * does not know is asked for again after a while; an outage is not kept. Thread safe.
 *
 * @param <S> a schema
 */
final class KeptSchemas<S> {

    private static final Duration UNKNOWN_FOR = Duration.ofSeconds(10);

    /** Asks for a schema. */
    @FunctionalInterface
    interface Source<S> {
        S ask(SchemaId id) throws IOException;
    }

    /** A schema, or why there is none: a text, because each refusal has a stack of its own. */
    private record Answer<S>(S schema, String refusal, long until) {}

    private final Map<SchemaId, CompletableFuture<Answer<S>>> answers;
    private final Source<S> source;
    private final LongSupplier nanoClock;

    /**
     * No schemas yet.
     *
     * @param most schemas that are kept
     * @param nanoClock monotonic time in nanoseconds
     */
    KeptSchemas(int most, Source<S> source, LongSupplier nanoClock) {
        this.answers = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<SchemaId, CompletableFuture<Answer<S>>> eldest) {
                return size() > most;
            }
        };
        this.source = source;
        this.nanoClock = nanoClock;
    }

    /**
     * Returns a schema.
     *
     * @throws IOException if there is none of this id, or it cannot be read
     * @throws RegistryUnavailableException if the registry does not answer
     */
    S get(SchemaId id) throws IOException {
        CompletableFuture<Answer<S>> mine = new CompletableFuture<>();
        CompletableFuture<Answer<S>> known;
        synchronized (answers) {
            known = answers.get(id);
            if (known == null || isOver(known)) {
                known = null;
                answers.put(id, mine);
            }
        }
        Answer<S> answer = known == null ? ask(id, mine) : await(known);
        if (answer.refusal() != null) {
            throw new IOException(answer.refusal());
        }
        return answer.schema();
    }

    /** Returns whether {@link #get} answers at once. */
    boolean has(SchemaId id) {
        synchronized (answers) {
            CompletableFuture<Answer<S>> known = answers.get(id);
            return known != null && known.isDone() && !isOver(known);
        }
    }

    private boolean isOver(CompletableFuture<Answer<S>> known) {
        Answer<S> answer = known.isCompletedExceptionally() ? null : known.getNow(null);
        return answer != null && answer.refusal() != null && nanoClock.getAsLong() - answer.until() >= 0;
    }

    private Answer<S> ask(SchemaId id, CompletableFuture<Answer<S>> mine) {
        try {
            Answer<S> answer;
            try {
                answer = new Answer<>(source.ask(id), null, 0);
            } catch (IOException e) {
                answer = new Answer<>(null, e.getMessage(), nanoClock.getAsLong() + UNKNOWN_FOR.toNanos());
            }
            mine.complete(answer);
            return answer;
        } finally {
            if (!mine.isDone()) {
                synchronized (answers) {
                    answers.remove(id, mine);
                }
                mine.completeExceptionally(new RegistryUnavailableException("another thread asked in vain", null));
            }
        }
    }

    private Answer<S> await(CompletableFuture<Answer<S>> known) {
        try {
            return known.get();
        } catch (ExecutionException e) {
            throw new RegistryUnavailableException(e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryUnavailableException("the schema was not awaited to the end", e);
        }
    }
}
