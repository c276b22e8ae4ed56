// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import gatehouse.p2p.http.Shortcut;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.Transport;
import org.glassfish.grizzly.filterchain.Filter;
import org.glassfish.grizzly.filterchain.FilterChain;
import org.glassfish.grizzly.filterchain.FilterChainBuilder;
import org.glassfish.grizzly.http.server.HttpServerFilter;

/**
 * Puts a {@link QuickFilter}, a {@link HeaderFilter} and a {@link ServletsFilter} into the connector of Payara. In
 * another container nothing happens. Safe for use by many threads.
 */
final class GrizzlyShortcut implements Shortcut {
    private static final Logger LOG = Logger.getLogger(GrizzlyShortcut.class.getName());

    private final QuickFilter quick;
    private final HeaderFilter headers;
    private final AtomicBoolean impossible = new AtomicBoolean();
    private final Set<Integer> openedPorts = ConcurrentHashMap.newKeySet();
    private final List<Transport> opened = new ArrayList<>();

    GrizzlyShortcut(QuickFilter quick, HeaderFilter headers) {
        this.quick = quick;
        this.headers = headers;
    }

    @Override
    public void open(HttpServletRequest request) {
        if (impossible.get() || openedPorts.contains(request.getLocalPort())) {
            return;
        }
        try {
            Optional<Object> connection = GrizzlyConnectionControl.connection(request);
            if (connection.isEmpty() || !opened(((Connection<?>) connection.get()).getTransport())) {
                impossible.set(true);
                LOG.log(Level.FINE, "the container's connector is another: no shortcut");
            }
            openedPorts.add(request.getLocalPort());
        } catch (LinkageError | ClassCastException e) {
            impossible.set(true);
            LOG.log(Level.FINE, "the container's connector cannot be reached: no shortcut", e);
        }
    }

    private synchronized boolean opened(Transport transport) {
        if (!(transport.getProcessor() instanceof FilterChain chain)) {
            return false;
        }
        if (chain.indexOfType(QuickFilter.class) >= 0) {
            return true;
        }
        int servlets = chain.indexOfType(HttpServerFilter.class);
        if (servlets < 0) {
            return false;
        }
        transport.setProcessor(FilterChainBuilder.stateless()
                .addAll(chain)
                .set(servlets, new ServletsFilter(chain.get(servlets)))
                .add(servlets, quick)
                .add(servlets, headers)
                .build());
        opened.add(transport);
        return true;
    }

    @Override
    public synchronized void close() {
        impossible.set(true);
        for (Transport transport : opened) {
            if (transport.getProcessor() instanceof FilterChain chain) {
                FilterChainBuilder rest = FilterChainBuilder.stateless();
                chain.stream()
                        .filter(filter -> !(filter == quick || filter == headers))
                        .map(filter -> filter instanceof ServletsFilter(Filter servlets) ? servlets : filter)
                        .forEach(rest::add);
                transport.setProcessor(rest.build());
            }
        }
        opened.clear();
    }
}
