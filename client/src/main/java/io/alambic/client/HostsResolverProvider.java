package io.alambic.client;

import io.grpc.Attributes;
import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.Status;
import io.grpc.StatusOr;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * Lets gRPC reach several replicas by name: {@code hosts:///HOST:PORT,HOST:PORT}. Resolves the names again when
 * a connection breaks. Stateless; gRPC loads it as a service.
 */
public final class HostsResolverProvider extends NameResolverProvider {

    static final String SCHEME = "hosts";

    private static final String SEPARATOR = ",";
    private static final int PRIORITY = 5;

    /** Returns the gRPC target of an address that a user wrote: an address with commas is a list of hosts. */
    static String target(String address) {
        if (!address.contains(SEPARATOR)) {
            return address;
        }
        hosts(address);
        return SCHEME + ":///" + address.replace(" ", "");
    }

    private static List<InetSocketAddress> hosts(String list) {
        return Arrays.stream(list.split(SEPARATOR, -1))
                .map(host -> host(host.strip(), list))
                .toList();
    }

    private static InetSocketAddress host(String host, String list) {
        int colon = host.lastIndexOf(':');
        try {
            if (colon > 0) {
                return InetSocketAddress.createUnresolved(
                        host.substring(0, colon), Integer.parseInt(host.substring(colon + 1)));
            }
        } catch (IllegalArgumentException e) {
            // reported below
        }
        throw new IllegalArgumentException("each of '%s' must be HOST:PORT, but there is '%s'".formatted(list, host));
    }

    @Override
    public String getDefaultScheme() {
        return SCHEME;
    }

    @Override
    protected boolean isAvailable() {
        return true;
    }

    @Override
    protected int priority() {
        return PRIORITY;
    }

    @Override
    public Collection<Class<? extends SocketAddress>> getProducedSocketAddressTypes() {
        return Set.of(InetSocketAddress.class);
    }

    @Override
    public NameResolver newNameResolver(URI target, NameResolver.Args args) {
        return SCHEME.equals(target.getScheme())
                ? new Hosts(hosts(target.getPath().substring(1)), args.getOffloadExecutor())
                : null;
    }

    /** Resolves every name at the start, and again when a connection breaks. */
    private static final class Hosts extends NameResolver {

        private final List<InetSocketAddress> hosts;
        private final Executor lookups;
        private Listener2 listener;

        private Hosts(List<InetSocketAddress> hosts, Executor lookups) {
            this.hosts = hosts;
            this.lookups = lookups;
        }

        @Override
        public String getServiceAuthority() {
            return authority(hosts.get(0));
        }

        private static String authority(InetSocketAddress host) {
            return host.getHostString() + ":" + host.getPort();
        }

        @Override
        public void start(Listener2 heard) {
            listener = heard;
            refresh();
        }

        @Override
        public void refresh() {
            lookups.execute(() -> listener.onResult(
                    ResolutionResult.newBuilder().setAddressesOrError(found()).build()));
        }

        private StatusOr<List<EquivalentAddressGroup>> found() {
            List<EquivalentAddressGroup> found = hosts.stream()
                    .map(host -> new InetSocketAddress(host.getHostString(), host.getPort()))
                    .filter(host -> !host.isUnresolved())
                    .map(Hosts::group)
                    .toList();
            return found.isEmpty()
                    ? StatusOr.fromStatus(Status.UNAVAILABLE.withDescription("none of these hosts is known: " + hosts))
                    : StatusOr.fromValue(found);
        }

        /** Lets TLS verify each host against its own name. */
        private static EquivalentAddressGroup group(InetSocketAddress host) {
            return new EquivalentAddressGroup(
                    host,
                    Attributes.newBuilder()
                            .set(EquivalentAddressGroup.ATTR_AUTHORITY_OVERRIDE, authority(host))
                            .build());
        }

        @Override
        public void shutdown() {
            // nothing to release
        }
    }
}
