// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** A port before a server's, which counts what clients send and can hold it back. */
final class CountingRelay implements AutoCloseable {
    private static final int BACKLOG = 50;

    private final ServerSocket listener;
    private final int server;
    private final AtomicLong sentBytes = new AtomicLong();
    private volatile long limitBytes = Long.MAX_VALUE;

    private CountingRelay(ServerSocket listener, int server) {
        this.listener = listener;
        this.server = server;
    }

    static CountingRelay to(int server) {
        try {
            CountingRelay relay =
                    new CountingRelay(new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()), server);
            Thread.ofVirtual().start(relay::accept);
            return relay;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    /** What clients have sent through it. */
    long sentBytes() {
        return sentBytes.get();
    }

    /** Starts counting anew and lets no more than this through, nor anything after it. */
    void limit(long bytes) {
        sentBytes.set(0);
        limitBytes = bytes;
    }

    boolean isHolding() {
        return sentBytes.get() >= limitBytes;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Socket there = new Socket(InetAddress.getLoopbackAddress(), server);
                Thread.ofVirtual().start(() -> pass(client, there, true));
                Thread.ofVirtual().start(() -> pass(there, client, false));
            } catch (IOException e) {
                // Closed: the loop ends. A refused server: the client sees its connection end.
                continue;
            }
        }
    }

    private void pass(Socket from, Socket to, boolean counted) {
        try (from;
                to;
                InputStream input = from.getInputStream();
                OutputStream output = to.getOutputStream()) {
            byte[] buffer = new byte[16384];
            for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
                if (counted) {
                    hold(sentBytes.addAndGet(count) - count, from);
                }
                output.write(buffer, 0, count);
            }
        } catch (IOException e) {
            // One side is gone; closing both tells the other.
            return;
        }
    }

    /** A connection that reached the limit is held until its client goes or the limit is lifted, and ends then. */
    private void hold(long before, Socket client) throws IOException {
        boolean held = before >= limitBytes;
        while (before >= limitBytes && !isGone(client)) {
            Poll.pause(20);
        }
        if (held) {
            throw new IOException("held up until the end");
        }
    }

    private static boolean isGone(Socket client) {
        try {
            client.setSoTimeout(1);
            return client.getInputStream().read(new byte[65536]) < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
