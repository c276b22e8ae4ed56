// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.FilterChainEvent;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.http.HttpEvents;

/**
 * Ends connections on which the header of a request does not come to its end in time: Grizzly itself would wait for
 * ever. Stands behind the filter that parses headers. Safe for use by many threads.
 */
final class HeaderFilter extends BaseFilter {
    /** In place of a time: a request is being worked on. */
    private static final long BUSY = Long.MIN_VALUE;

    private final ConcurrentMap<Connection<?>, Long> waitingSince = new ConcurrentHashMap<>();
    private final long limitNanos;
    private final LongSupplier nanoClock;

    /** @param limit from the end of one request, or the begin of the connection, to the end of the next one's header */
    HeaderFilter(Duration limit, LongSupplier nanoClock) {
        this.limitNanos = limit.toNanos();
        this.nanoClock = nanoClock;
    }

    @Override
    public NextAction handleAccept(FilterChainContext context) throws IOException {
        waiting(context.getConnection());
        return context.getInvokeAction();
    }

    @Override
    public NextAction handleRead(FilterChainContext context) throws IOException {
        waitingSince.put(context.getConnection(), BUSY);
        return context.getInvokeAction();
    }

    @Override
    public NextAction handleEvent(FilterChainContext context, FilterChainEvent event) throws IOException {
        if (event.type() == HttpEvents.ResponseCompleteEvent.TYPE) {
            waiting(context.getConnection());
        }
        return context.getInvokeAction();
    }

    @Override
    public NextAction handleClose(FilterChainContext context) throws IOException {
        waitingSince.remove(context.getConnection());
        return context.getInvokeAction();
    }

    private void waiting(Connection<?> connection) {
        long now = nanoClock.getAsLong();
        waitingSince.put(connection, now == BUSY ? now + 1 : now);
    }

    /** Ends those that have waited for too long; to be called from time to time. */
    void endLate() {
        long now = nanoClock.getAsLong();
        waitingSince.forEach((connection, since) -> {
            // Closed at the very moment when its answer was complete.
            if (!connection.isOpen()) {
                waitingSince.remove(connection);
            } else if (since != BUSY && now - since > limitNanos) {
                connection.terminateSilently();
                waitingSince.remove(connection);
            }
        });
    }
}
