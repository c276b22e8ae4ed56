// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import gatehouse.p2p.http.PresenceQuestion;
import gatehouse.p2p.http.Shortcut;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.Transport;
import org.glassfish.grizzly.filterchain.FilterChain;
import org.glassfish.grizzly.filterchain.FilterChainBuilder;
import org.glassfish.grizzly.http.server.HttpServerFilter;

/** Puts a {@link PresenceFilter} into the connector of Payara. In another container nothing happens. */
final class GrizzlyShortcut implements Shortcut {
    private static final Logger LOG = Logger.getLogger(GrizzlyShortcut.class.getName());

    private final PresenceQuestion question;
    private final AtomicBoolean impossible = new AtomicBoolean();
    private final List<Transport> opened = new ArrayList<>();

    GrizzlyShortcut(PresenceQuestion question) {
        this.question = question;
    }

    @Override
    public void open(HttpServletRequest request) {
        if (impossible.get()) {
            return;
        }
        try {
            Optional<Object> connection = GrizzlyConnectionControl.connection(request);
            if (connection.isEmpty() || !opened(((Connection<?>) connection.get()).getTransport())) {
                impossible.set(true);
                LOG.log(Level.FINE, "the container's connector is another: no shortcut");
            }
        } catch (LinkageError | ClassCastException e) {
            impossible.set(true);
            LOG.log(Level.FINE, "the container's connector cannot be reached: no shortcut", e);
        }
    }

    private synchronized boolean opened(Transport transport) {
        if (!(transport.getProcessor() instanceof FilterChain chain)) {
            return false;
        }
        if (chain.indexOfType(PresenceFilter.class) >= 0) {
            return true;
        }
        int servlets = chain.indexOfType(HttpServerFilter.class);
        if (servlets < 0) {
            return false;
        }
        transport.setProcessor(FilterChainBuilder.stateless()
                .addAll(chain)
                .add(servlets, new PresenceFilter(question))
                .build());
        opened.add(transport);
        return true;
    }

    /** Leaves the connectors as they were found; to be called when the application stops and its container does not. */
    synchronized void close() {
        impossible.set(true);
        for (Transport transport : opened) {
            if (transport.getProcessor() instanceof FilterChain chain) {
                FilterChainBuilder rest = FilterChainBuilder.stateless();
                chain.stream().filter(filter -> !(filter instanceof PresenceFilter)).forEach(rest::add);
                transport.setProcessor(rest.build());
            }
        }
        opened.clear();
    }
}
