package io.alambic.chaos.hostile;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** Many clients, each with one connection at a time, that attack a student until they are closed. */
final class HostileClients implements AutoCloseable {

    private static final long PAUSE_MS = 100;
    private static final long JOIN_MS = 20_000;

    private final Map<Attack, AtomicLong> attacks = new EnumMap<>(Attack.class);
    private final AttackedStudent student;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopping;

    /** Starts clients, as many of one attack as of another. */
    HostileClients(String host, int grpcPort, int httpPort, int clients) {
        student = new AttackedStudent(host, grpcPort, httpPort);
        Attack[] all = Attack.values();
        for (Attack attack : all) {
            attacks.put(attack, new AtomicLong());
        }
        for (int i = 0; i < clients; i++) {
            Attack attack = all[i % all.length];
            Thread thread = new Thread(() -> attack(attack), "hostile-" + i);
            thread.setDaemon(true);
            threads.add(thread);
        }
        threads.forEach(Thread::start);
    }

    private void attack(Attack attack) {
        try {
            while (!stopping) {
                try {
                    attack.strike(student);
                } catch (IOException e) {
                    // The server has closed the connection, which is its defence.
                }
                attacks.get(attack).incrementAndGet();
                Thread.sleep(PAUSE_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns how many attacks there were, by name. */
    Map<String, Long> attacks() {
        Map<String, Long> counts = new TreeMap<>();
        attacks.forEach((attack, count) -> counts.put(attack.name().toLowerCase(java.util.Locale.ROOT), count.get()));
        return counts;
    }

    @Override
    public void close() throws InterruptedException, IOException {
        stopping = true;
        student.close();
        for (Thread thread : threads) {
            thread.join(JOIN_MS);
        }
    }
}
