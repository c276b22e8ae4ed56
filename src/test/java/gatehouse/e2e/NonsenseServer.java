// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A port where every request is answered with the same bytes, before it is read to its end. */
final class NonsenseServer implements AutoCloseable {
    private static final int BACKLOG = 50;

    private final ServerSocket listener;
    private final byte[] answer;

    private NonsenseServer(ServerSocket listener, byte[] answer) {
        this.listener = listener;
        this.answer = answer.clone();
    }

    static NonsenseServer saying(byte[] answer) {
        try {
            NonsenseServer server =
                    new NonsenseServer(new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()), answer);
            Thread.ofVirtual().start(server::accept);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String annexUrl() {
        return "annex+http://127.0.0.1:" + listener.getLocalPort() + "/git-annex/";
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> answer(client));
            } catch (IOException e) {
                // Closed: the loop ends.
                continue;
            }
        }
    }

    private void answer(Socket client) {
        try (client) {
            int first = client.getInputStream().read();
            if (first >= 0) {
                client.getOutputStream().write(answer);
            }
        } catch (IOException e) {
            // The client has had enough.
            return;
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
