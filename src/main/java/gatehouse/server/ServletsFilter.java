// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import java.io.IOException;
import java.util.function.Supplier;
import org.glassfish.grizzly.Grizzly;
import org.glassfish.grizzly.attributes.Attribute;
import org.glassfish.grizzly.filterchain.Filter;
import org.glassfish.grizzly.filterchain.FilterChain;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.FilterChainEvent;
import org.glassfish.grizzly.filterchain.NextAction;

/** Grizzly's filter that leads to the servlets, in {@link ConnectionTurn turns}. */
record ServletsFilter(Filter servlets) implements Filter {
    private static final Attribute<ConnectionTurn> TURN = Grizzly.DEFAULT_ATTRIBUTE_BUILDER.createAttribute(
            ConnectionTurn.class.getName(), (Supplier<ConnectionTurn>) ConnectionTurn::new);

    @Override
    public NextAction handleRead(FilterChainContext context) throws IOException {
        return TURN.get(context.getConnection()).take(() -> servlets.handleRead(context));
    }

    @Override
    public NextAction handleWrite(FilterChainContext context) throws IOException {
        return servlets.handleWrite(context);
    }

    @Override
    public NextAction handleConnect(FilterChainContext context) throws IOException {
        return servlets.handleConnect(context);
    }

    @Override
    public NextAction handleAccept(FilterChainContext context) throws IOException {
        return servlets.handleAccept(context);
    }

    @Override
    public NextAction handleEvent(FilterChainContext context, FilterChainEvent event) throws IOException {
        return servlets.handleEvent(context, event);
    }

    @Override
    public NextAction handleClose(FilterChainContext context) throws IOException {
        return servlets.handleClose(context);
    }

    @Override
    public void exceptionOccurred(FilterChainContext context, Throwable error) {
        servlets.exceptionOccurred(context, error);
    }

    @Override
    public void onAdded(FilterChain chain) {
        servlets.onAdded(chain);
    }

    @Override
    public void onRemoved(FilterChain chain) {
        servlets.onRemoved(chain);
    }

    @Override
    public void onFilterChainChanged(FilterChain chain) {
        servlets.onFilterChainChanged(chain);
    }
}
