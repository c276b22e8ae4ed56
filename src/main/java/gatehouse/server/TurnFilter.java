// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;

/** Lets no request be completed out of its {@link ConnectionTurn}, where the container gives turns. */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public class TurnFilter extends HttpFilter {
    @Serial
    private static final long serialVersionUID = 1L;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest passed = ConnectionTurn.current()
                .<HttpServletRequest>map(turn -> new Turned(request, turn))
                .orElse(request);
        chain.doFilter(passed, response);
    }

    private static final class Turned extends HttpServletRequestWrapper {
        private final ConnectionTurn turn;

        Turned(HttpServletRequest request, ConnectionTurn turn) {
            super(request);
            this.turn = turn;
        }

        @Override
        public AsyncContext startAsync() {
            return new CompletedLater(super.startAsync(), turn);
        }

        @Override
        public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
            return new CompletedLater(super.startAsync(request, response), turn);
        }

        @Override
        public AsyncContext getAsyncContext() {
            return new CompletedLater(super.getAsyncContext(), turn);
        }
    }

    private record CompletedLater(AsyncContext async, ConnectionTurn turn) implements AsyncContext {
        @Override
        public void complete() {
            turn.after(async::complete);
        }

        @Override
        public ServletRequest getRequest() {
            return async.getRequest();
        }

        @Override
        public ServletResponse getResponse() {
            return async.getResponse();
        }

        @Override
        public boolean hasOriginalRequestAndResponse() {
            return async.hasOriginalRequestAndResponse();
        }

        @Override
        public void dispatch() {
            async.dispatch();
        }

        @Override
        public void dispatch(String path) {
            async.dispatch(path);
        }

        @Override
        public void dispatch(ServletContext context, String path) {
            async.dispatch(context, path);
        }

        @Override
        public void start(Runnable run) {
            async.start(run);
        }

        @Override
        public void addListener(AsyncListener listener) {
            async.addListener(listener);
        }

        @Override
        public void addListener(AsyncListener listener, ServletRequest request, ServletResponse response) {
            async.addListener(listener, request, response);
        }

        @Override
        public <T extends AsyncListener> T createListener(Class<T> type) throws ServletException {
            return async.createListener(type);
        }

        @Override
        public void setTimeout(long timeoutMillis) {
            async.setTimeout(timeoutMillis);
        }

        @Override
        public long getTimeout() {
            return async.getTimeout();
        }
    }
}
