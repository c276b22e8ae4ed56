// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import gatehouse.p2p.http.ConnectionControl;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Reaches the connection under a request of Payara, by reflection, so that the WAR deploys elsewhere too. Where the
 * container is another, nothing is bounded or dropped here and its own limits hold.
 *
 * <p>Without the bound Grizzly queues four times the socket's send buffer for each peer that stops reading: seen, 10 MB
 * each.
 */
public final class GrizzlyConnectionControl implements ConnectionControl {
    private static final ConcurrentMap<Called, Method> METHODS = new ConcurrentHashMap<>();
    private static final Logger LOG = Logger.getLogger(GrizzlyConnectionControl.class.getName());

    @Override
    public void boundUnsent(HttpServletRequest request, int bytes) {
        connection(request).ifPresent(connection -> {
            try {
                method(connection, "setMaxAsyncWriteQueueSize", int.class).invoke(connection, bytes);
            } catch (ReflectiveOperationException e) {
                LOG.log(Level.FINE, "the container's connections cannot be bounded", e);
            }
        });
    }

    @Override
    public Runnable dropping(HttpServletRequest request) {
        Optional<Object> connection = connection(request);
        return () -> connection.ifPresent(GrizzlyConnectionControl::drop);
    }

    private static void drop(Object connection) {
        try {
            // Without lingering, what the peer never read leaves the kernel's memory too.
            if (call(connection, "getChannel") instanceof SocketChannel channel) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
            call(connection, "terminateSilently");
        } catch (ReflectiveOperationException | IOException e) {
            LOG.log(Level.FINE, "the container's connections cannot be dropped", e);
        }
    }

    static Optional<Object> connection(HttpServletRequest request) {
        ServletRequest innermost = request;
        while (innermost instanceof ServletRequestWrapper wrapper) {
            innermost = wrapper.getRequest();
        }
        try {
            Object catalina = call(innermost, "getUnwrappedCoyoteRequest");
            Object grizzly = call(catalina, "getCoyoteRequest");
            return Optional.of(call(call(grizzly, "getContext"), "getConnection"));
        } catch (ReflectiveOperationException | NullPointerException e) {
            LOG.log(Level.FINE, "not a request of Grizzly", e);
            return Optional.empty();
        }
    }

    private static Object call(Object target, String method) throws ReflectiveOperationException {
        try {
            return method(target, method).invoke(target);
        } catch (InvocationTargetException e) {
            throw new ReflectiveOperationException(e.getCause());
        }
    }

    /** Looking a method up takes longer than a small answer. */
    private static Method method(Object target, String name, Class<?>... parameters)
            throws ReflectiveOperationException {
        Called called = new Called(target.getClass(), name);
        Method known = METHODS.get(called);
        if (known == null) {
            known = target.getClass().getMethod(name, parameters);
            METHODS.put(called, known);
        }
        return known;
    }

    private record Called(Class<?> type, String method) {}
}
