package io.alambic.launch;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.Set;

/** Chooses TCP ports on the loopback interface; never the same one twice. Not thread safe. */
public final class Ports {

    /** The only interface that processes on this machine listen on. */
    public static final String LOOPBACK = "127.0.0.1";

    private static final int ATTEMPTS = 100;

    private final Set<Integer> chosen = new HashSet<>();

    /**
     * Returns a port that nobody listens on at this moment.
     *
     * @param wanted the port, or 0 for any
     * @param option the option that chose it, for the sentence that refuses it
     * @throws LaunchException if the wanted port is taken
     */
    public int choose(int wanted, String option) {
        if (wanted < 0 || wanted > 65_535) {
            throw new LaunchException("%s must be from 0 to 65535, but is %d.".formatted(option, wanted));
        }
        for (int i = 0; i < ATTEMPTS; i++) {
            int port = probe(wanted, option);
            if (chosen.add(port)) {
                return port;
            }
            if (wanted != 0) {
                throw new LaunchException(
                        "%s asks for port %d, which another option asks for as well.".formatted(option, wanted));
            }
        }
        throw new LaunchException("No free port was found for %s.".formatted(option));
    }

    private static int probe(int wanted, String option) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(loopback(), wanted));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new LaunchException(
                    "Port %d (%s) cannot be used (%s); choose another, or 0 for a free one."
                            .formatted(wanted, option, e.getMessage()),
                    e);
        }
    }

    private static InetAddress loopback() throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }
}
