// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One connection to a server, spoken byte by byte. A read that waits longer than the limit fails the test. */
final class Wire implements Closeable {
    private static final int LIMIT_MILLIS = 30_000;

    private final Socket socket;
    private final InputStream input;

    private Wire(Socket socket) throws IOException {
        this.socket = socket;
        this.input = new BufferedInputStream(socket.getInputStream());
    }

    static Wire to(int port) {
        return to(port, LIMIT_MILLIS);
    }

    static Wire to(int port, int limitMillis) {
        try {
            Socket socket = new Socket();
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), LIMIT_MILLIS);
            socket.setSoTimeout(limitMillis);
            return new Wire(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One request on a connection of its own; {@link Answer#none} also when nobody listens. */
    static Answer ask(int port, Request request) {
        try (Wire wire = to(port)) {
            wire.send(request.wire());
            return wire.answer(request.method());
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof SocketTimeoutException) {
                throw new AssertionError("no answer within " + LIMIT_MILLIS + " ms to " + request, e);
            }
            return Answer.none();
        }
    }

    /** Sends as much as the peer takes; a peer that has answered and closed is no error. */
    void send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (SocketException e) {
            // What it answered before it closed is still to be read.
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void send(String text) {
        send(Request.bytes(text));
    }

    /** Sends once the server has said {@code 100 Continue}. */
    void sendAfterLeave(byte[] bytes) {
        try {
            String first = line();
            if (!first.contains(" 100 ")) {
                throw new AssertionError("no leave to go on: " + first);
            }
            while (!line().isEmpty()) {
                continue;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        send(bytes);
    }

    /** Says that nothing more is sent, and goes on listening. */
    void endSending() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the peer has closed: reads until it does or something else comes. */
    boolean isClosedByPeer() {
        try {
            return input.read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** Whether the connection has ended, whatever was sent before; looks for a second at most. */
    boolean isCutOff() {
        try {
            socket.setSoTimeout(1000);
            byte[] buffer = new byte[65536];
            for (int count = 0; count >= 0; count = input.read(buffer)) {
                // What was under way when the connection was cut off.
                continue;
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    Answer answer() {
        return answer("GET");
    }

    /** The next answer that is not a 100; {@code method} tells whether a body is to come. */
    Answer answer(String method) {
        try {
            String first = line();
            if (first.isEmpty()) {
                return Answer.none();
            }
            int status = Integer.parseInt(first.split(" ", 3)[1]);
            List<String> headers = new ArrayList<>();
            for (String line = line(); !line.isEmpty(); line = line()) {
                headers.add(line);
            }
            if (status == 100) {
                return answer(method);
            }
            return body(new Answer(status, headers, new byte[0], true), method.equals("HEAD"));
        } catch (SocketTimeoutException e) {
            throw new UncheckedIOException(e);
        } catch (IOException e) {
            return Answer.none();
        }
    }

    private Answer body(Answer head, boolean bodiless) throws IOException {
        if (bodiless || head.status() == 204 || head.status() == 304) {
            return head;
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        boolean whole = false;
        try {
            if (head.header("Transfer-Encoding")
                    .filter("chunked"::equalsIgnoreCase)
                    .isPresent()) {
                readChunks(body);
            } else if (head.header("Content-Length").isPresent()) {
                read(body, Long.parseLong(head.header("Content-Length").get()));
            } else {
                input.transferTo(body);
            }
            whole = true;
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            whole = false;
        }
        return new Answer(head.status(), head.headers(), body.toByteArray(), whole);
    }

    private void readChunks(ByteArrayOutputStream body) throws IOException {
        while (true) {
            String size = line();
            if (size.isEmpty()) {
                throw new EOFException("no chunk");
            }
            int length = Integer.parseInt(size.split(";", 2)[0].strip().toLowerCase(Locale.ROOT), 16);
            read(body, length);
            if (length == 0) {
                while (!line().isEmpty()) {
                    // A trailer; none is expected, none matters.
                    continue;
                }
                return;
            }
            line();
        }
    }

    private void read(ByteArrayOutputStream body, long length) throws IOException {
        byte[] buffer = new byte[65536];
        long left = length;
        while (left > 0) {
            int count = input.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (count < 0) {
                throw new EOFException("body cut off");
            }
            body.write(buffer, 0, count);
            left -= count;
        }
    }

    /** Empty at the end of the connection too. */
    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = input.read(); b >= 0 && b != '\n'; b = input.read()) {
            line.write(b);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
