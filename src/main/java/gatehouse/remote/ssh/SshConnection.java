// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote.ssh;

import gatehouse.remote.line.LineConnection;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jgit.transport.RemoteSession2;

/** One connection to a host, on which programs run. Safe for use by many threads. */
final class SshConnection {
    private final RemoteSession2 session;
    private final int places;
    private final Runnable becameIdle;
    private int taken;
    private boolean used;
    private boolean retired;
    private long idleSinceNanos = System.nanoTime();

    /**
     * @param places for programs that run at once
     * @param becameIdle told when the last program has ended
     */
    SshConnection(RemoteSession2 session, int places, Runnable becameIdle) {
        this.session = session;
        this.places = places;
        this.becameIdle = becameIdle;
    }

    /** Takes a place for a program; false when there is none. */
    synchronized boolean take() {
        if (retired || taken == places) {
            return false;
        }
        taken++;
        return true;
    }

    /** Whether a program has run on it. */
    synchronized boolean wasUsed() {
        return used;
    }

    /** Runs a program in a place that was taken, which is given back when the program ends, or could not be run. */
    LineConnection run(String command, Duration atMost) throws IOException {
        boolean running = false;
        try {
            Process process = session.exec(command, Math.toIntExact(atMost.toSeconds()));
            running = true;
            synchronized (this) {
                used = true;
            }
            return new Program(process);
        } catch (IllegalStateException e) {
            throw new IOException("the ssh connection is gone: " + e.getMessage(), e);
        } finally {
            if (!running) {
                giveBack();
            }
        }
    }

    private void giveBack() {
        boolean idle;
        boolean last;
        synchronized (this) {
            taken--;
            idleSinceNanos = System.nanoTime();
            idle = taken == 0;
            last = idle && retired;
        }
        if (last) {
            session.disconnect();
        } else if (idle) {
            becameIdle.run();
        }
    }

    /** True when nothing will run on it from now on. */
    synchronized boolean retireIfIdle(Duration atLeast) {
        if (taken == 0 && System.nanoTime() - idleSinceNanos >= atLeast.toNanos()) {
            retired = true;
            return true;
        }
        return false;
    }

    /** Lets what runs go on, and nothing more begin. */
    void retire() {
        synchronized (this) {
            retired = true;
        }
        closeIfUnused();
    }

    void closeIfUnused() {
        boolean unused;
        synchronized (this) {
            unused = taken == 0;
        }
        if (unused) {
            session.disconnect();
        }
    }

    void close() {
        synchronized (this) {
            retired = true;
        }
        session.disconnect();
    }

    /** A program that runs there. */
    private final class Program implements LineConnection {
        private final Process process;
        private final AtomicBoolean ended = new AtomicBoolean();

        Program(Process process) {
            this.process = process;
        }

        @Override
        public InputStream in() {
            return process.getInputStream();
        }

        @Override
        public OutputStream out() {
            return process.getOutputStream();
        }

        @Override
        public void close() {
            if (ended.compareAndSet(false, true)) {
                process.destroy();
                giveBack();
            }
        }
    }
}
