// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote.ssh;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.remote.line.LineConnection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jgit.transport.RemoteSession2;
import org.eclipse.jgit.transport.URIish;

/**
 * The connections to hosts. Programs run on a connection that is there while it has room for one more, and it is closed
 * when nothing has run on it for a while. Safe for use by many threads.
 */
public final class SshConnections implements AutoCloseable {
    private final Dialling dialling;
    private final SshLimits limits;
    private final ScheduledExecutorService timer;
    private final ConcurrentMap<SshHost, Connections> hosts = new ConcurrentHashMap<>();

    /** Connects to a host. */
    public interface Dialling {
        /** Waits for {@code atMostMillis}. */
        RemoteSession2 dial(URIish host, int atMostMillis) throws IOException;
    }

    /** @param timer ends what is idle; stays its owner's */
    public SshConnections(Dialling dialling, SshLimits limits, ScheduledExecutorService timer) {
        this.dialling = dialling;
        this.limits = limits;
        this.timer = timer;
    }

    /**
     * Runs a program on a host.
     *
     * @param command for the user's shell there
     */
    public LineConnection run(SshHost host, String command) throws IOException {
        return hosts.computeIfAbsent(host, Connections::new).run(command);
    }

    /** Ends all programs. */
    @Override
    public void close() {
        hosts.values().forEach(Connections::close);
    }

    /** Those to one host. */
    private final class Connections {
        private final SshHost host;
        private final ReentrantLock connecting = new ReentrantLock();
        private final List<SshConnection> open = new ArrayList<>();

        Connections(SshHost host) {
            this.host = host;
        }

        LineConnection run(String command) throws IOException {
            SshConnection connection = taken();
            try {
                return connection.run(command, limits.connect());
            } catch (IOException e) {
                // It may be dead, or allow less at once than is usual.
                retire(connection);
                if (!connection.wasUsed()) {
                    throw e;
                }
            }
            SshConnection fresh = dialled();
            try {
                return fresh.run(command, limits.connect());
            } catch (IOException e) {
                retire(fresh);
                throw e;
            }
        }

        /** One with a place that is the caller's from now on. */
        private SshConnection taken() throws IOException {
            SshConnection there = withRoom();
            if (there != null) {
                return there;
            }
            // Who comes meanwhile uses the same one.
            lock();
            try {
                SshConnection meanwhile = withRoom();
                return meanwhile == null ? dialled() : meanwhile;
            } finally {
                connecting.unlock();
            }
        }

        private void lock() {
            try {
                if (connecting.tryLock(limits.connect().toNanos(), TimeUnit.NANOSECONDS)) {
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new FailureException(new Failure.Busy("the remote's host is being connected to; try again later"));
        }

        private synchronized @org.jspecify.annotations.Nullable SshConnection withRoom() {
            for (SshConnection connection : open) {
                if (connection.take()) {
                    return connection;
                }
            }
            return null;
        }

        private SshConnection dialled() throws IOException {
            URIish uri = new URIish()
                    .setScheme("ssh")
                    .setHost(host.name())
                    .setPort(host.port() == 0 ? -1 : host.port())
                    .setUser(host.user().orElse(null));
            SshConnection connection = new SshConnection(
                    dialling.dial(uri, Math.toIntExact(limits.connect().toMillis())), limits.channels(), this::idle);
            if (!connection.take()) {
                throw new IllegalStateException("a new connection has no room");
            }
            synchronized (this) {
                open.add(connection);
            }
            return connection;
        }

        private void idle() {
            timer.schedule(this::closeIdle, limits.kept().toNanos(), TimeUnit.NANOSECONDS);
        }

        private void closeIdle() {
            List<SshConnection> idle = new ArrayList<>();
            synchronized (this) {
                for (Iterator<SshConnection> each = open.iterator(); each.hasNext(); ) {
                    SshConnection connection = each.next();
                    if (connection.retireIfIdle(limits.kept())) {
                        each.remove();
                        idle.add(connection);
                    }
                }
            }
            idle.forEach(SshConnection::closeIfUnused);
        }

        private void retire(SshConnection connection) {
            synchronized (this) {
                open.remove(connection);
            }
            connection.retire();
        }

        void close() {
            List<SshConnection> all;
            synchronized (this) {
                all = List.copyOf(open);
                open.clear();
            }
            all.forEach(SshConnection::close);
        }
    }
}
