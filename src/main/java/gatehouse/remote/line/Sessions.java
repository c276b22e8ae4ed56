// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote.line;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The conversations with one repository, used again and again. Safe for use by many threads. */
final class Sessions implements AutoCloseable {
    private final LineConnection.Maker maker;
    private final Uuid uuid;
    private final LineLimits limits;
    private final ScheduledExecutorService timer;
    private final Semaphore free;
    private final BlockingDeque<Session> idle = new LinkedBlockingDeque<>();
    private volatile boolean closed;

    Sessions(LineConnection.Maker maker, Uuid uuid, LineLimits limits, ScheduledExecutorService timer) {
        this.maker = maker;
        this.uuid = uuid;
        this.limits = limits;
        this.timer = timer;
        this.free = new Semaphore(limits.connections());
    }

    /** A conversation of one's own for a while. Closing it gives it back, or ends it where it is not good any more. */
    final class Used implements AutoCloseable {
        private final Session session;
        private boolean given;

        private Used(Session session) {
            this.session = session;
        }

        Session session() {
            return session;
        }

        @Override
        public void close() {
            if (given) {
                return;
            }
            given = true;
            if (session.isUsable()) {
                keep(session);
            } else {
                session.close();
            }
            free.release();
        }

        /** Ends it. */
        void discard() {
            session.close();
            close();
        }
    }

    private void keep(Session session) {
        idle.addFirst(session);
        if (closed) {
            close();
            return;
        }
        try {
            timer.schedule(() -> endIfIdle(session), limits.kept().toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            close();
        }
    }

    private void endIfIdle(Session session) {
        if (session.idleFor(limits.kept()) && idle.remove(session)) {
            session.close();
        }
    }

    /**
     * @param bypass gateways of a cluster that the other side has been told of, or is
     * @throws FailureException Busy when there are as many as there may be, for too long
     */
    Used use(Set<Uuid> bypass) throws IOException {
        try {
            if (!free.tryAcquire(limits.free().toNanos(), TimeUnit.NANOSECONDS)) {
                throw busy();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw busy();
        }
        boolean begun = false;
        try {
            Optional<Session> before = idle(bypass);
            Used used = new Used(before.isPresent() ? before.get() : begin(bypass));
            begun = true;
            return used;
        } finally {
            if (!begun) {
                free.release();
            }
        }
    }

    /** As {@link #use}, on a new connection: the idle ones may all be of a server that has gone since. */
    Used useNew(Set<Uuid> bypass) throws IOException {
        for (Session stale = idle.pollFirst(); stale != null; stale = idle.pollFirst()) {
            stale.close();
        }
        return use(bypass);
    }

    private Optional<Session> idle(Set<Uuid> bypass) {
        return idle.stream()
                .filter(session -> session.bypass().equals(bypass))
                .filter(idle::remove)
                .findFirst();
    }

    private Session begin(Set<Uuid> bypass) throws IOException {
        return Session.begin(maker.connect(), timer, new Session.Opening(uuid, limits.idle(), bypass));
    }

    private static FailureException busy() {
        return new FailureException(new Failure.Busy("too many are asking the remote; try again later"));
    }

    /** Ends the conversations that nobody uses, and the others as soon as nobody does. */
    @Override
    public void close() {
        closed = true;
        for (Session one = idle.pollFirst(); one != null; one = idle.pollFirst()) {
            one.close();
        }
    }
}
