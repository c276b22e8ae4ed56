// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote.line;

import gatehouse.p2p.ProtocolVersion;
import gatehouse.p2p.RefusedException;
import gatehouse.p2p.line.Message;
import gatehouse.p2p.line.MessageText;
import gatehouse.repository.Uuid;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * A conversation on one connection, after both sides have agreed on a version. What waits for too long ends the
 * connection. For one thread at a time. Source: P2P/Protocol.hs, P2P/IO.hs.
 */
final class Session implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 * 1024;
    /** A key and a name of a file, and more. */
    private static final int MOST_LINE_BYTES = 64 * 1024;

    private final LineConnection connection;
    private final ScheduledExecutorService timer;
    private final Duration idle;
    private final InputStream in;
    private final OutputStream out;
    private ProtocolVersion version = ProtocolVersion.V0;
    private Set<Uuid> bypass = Set.of();
    private boolean broken;
    private volatile long lastNanos = System.nanoTime();

    private Session(LineConnection connection, ScheduledExecutorService timer, Duration idle) {
        this.connection = connection;
        this.timer = timer;
        this.idle = idle;
        this.in = new BufferedInputStream(connection.in(), BUFFER_BYTES);
        this.out = new BufferedOutputStream(connection.out(), BUFFER_BYTES);
    }

    /**
     * Begins a conversation on a new connection, and owns that from now on.
     *
     * @throws IOException also when the other side is another repository than expected
     */
    static Session begin(LineConnection connection, ScheduledExecutorService timer, Opening opening)
            throws IOException {
        Session session = new Session(connection, timer, opening.idle());
        boolean begun = false;
        try {
            session.agree(opening.expected());
            session.bypass(opening.bypass());
            begun = true;
            return session;
        } finally {
            if (!begun) {
                session.close();
            }
        }
    }

    /**
     * @param expected the repository that the other side is to be
     * @param bypass gateways of a cluster that it is not to ask
     */
    record Opening(Uuid expected, Duration idle, Set<Uuid> bypass) {
        Opening {
            bypass = Set.copyOf(bypass);
        }
    }

    /** Nothing is answered to that. One too old to know of it is no gateway. */
    private void bypass(Set<Uuid> gateways) throws IOException {
        bypass = gateways;
        if (!gateways.isEmpty() && version.hasPlusUuids()) {
            say(new Message.Bypass(gateways));
        }
    }

    /** The gateways that the other side was told of. */
    Set<Uuid> bypass() {
        return bypass;
    }

    private void agree(Uuid expected) throws IOException {
        if (!(hear() instanceof Message.AuthSuccess success)) {
            throw new IOException("the remote does not speak the protocol");
        }
        if (!success.uuid().equals(expected)) {
            throw new IOException("the remote is " + success.uuid() + " and not " + expected);
        }
        say(new Message.Version(ProtocolVersion.V4.ordinal()));
        version = switch (hearOrError()) {
            case Message.Version agreed
            when agreed.number() < ProtocolVersion.values().length -> ProtocolVersion.values()[agreed.number()];
            // So old that it knows of no versions.
            case Message.Error error -> ProtocolVersion.V0;
            case Message other -> throw unexpected(other);
        };
    }

    ProtocolVersion version() {
        return version;
    }

    /** Whether nothing was said or heard for at least so long. */
    boolean idleFor(Duration atLeast) {
        return System.nanoTime() - lastNanos >= atLeast.toNanos();
    }

    /** Whether it is at the end of an exchange, and good for another. */
    boolean isUsable() {
        return !broken;
    }

    void say(Message message) throws IOException {
        within(idle, () -> {
            out.write(MessageText.format(message).getBytes(StandardCharsets.ISO_8859_1));
            out.write('\n');
            out.flush();
            return true;
        });
    }

    void flush() throws IOException {
        within(idle, () -> {
            out.flush();
            return true;
        });
    }

    /** The next message. @throws IOException also for an error that the other side tells of */
    Message hear() throws IOException {
        return hear(idle);
    }

    Message hear(Duration atMost) throws IOException {
        Message message = within(atMost, this::readMessage);
        if (message instanceof Message.Error error) {
            throw new RefusedException("the remote says: " + error.reason());
        }
        return message;
    }

    private Message hearOrError() throws IOException {
        return within(idle, this::readMessage);
    }

    private Message readMessage() throws IOException {
        byte[] line = new byte[MOST_LINE_BYTES];
        int length = 0;
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the remote has gone");
            }
            if (length == line.length) {
                throw new IOException("the remote sends a line without end");
            }
            line[length++] = (byte) b;
        }
        String text = new String(line, 0, length, StandardCharsets.ISO_8859_1);
        return MessageText.parse(text).orElseThrow(() -> {
            broken = true;
            return new IOException("the remote says what is no message");
        });
    }

    /** Of the two answers that say yes or no, with those that did the same. Empty for no. */
    Optional<List<Uuid>> yesOrNo(Duration atMost) throws IOException {
        return switch (hear(atMost)) {
            case Message.Success success -> Optional.of(success.plusUuids());
            case Message.Failure failure -> Optional.empty();
            case Message other -> throw unexpected(other);
        };
    }

    Optional<List<Uuid>> yesOrNo() throws IOException {
        return yesOrNo(idle);
    }

    /** Reads some of the data that follows; fails at the end of the connection. */
    int read(ByteBuffer to) throws IOException {
        return within(idle, () -> {
            byte[] bytes = new byte[Math.min(to.remaining(), BUFFER_BYTES)];
            int count = in.read(bytes);
            if (count < 0) {
                throw new EOFException("the remote has gone");
            }
            to.put(bytes, 0, count);
            return count;
        });
    }

    /** Sends all that remains. */
    void write(ByteBuffer from) throws IOException {
        within(idle, () -> {
            byte[] bytes = new byte[Math.min(from.remaining(), BUFFER_BYTES)];
            while (from.hasRemaining()) {
                int count = Math.min(from.remaining(), bytes.length);
                from.get(bytes, 0, count);
                out.write(bytes, 0, count);
            }
            return true;
        });
    }

    /** The exchange cannot go on: nobody knows what the other side takes the next bytes for. */
    IOException unexpected(Message message) {
        broken = true;
        return new IOException("the remote answers with " + message.getClass().getSimpleName());
    }

    /** Something that waits for the other side. */
    private interface Waiting<T> {
        T done() throws IOException;
    }

    private <T> T within(Duration limit, Waiting<T> waiting) throws IOException {
        ScheduledFuture<?> end = timer.schedule(connection::close, limit.toNanos(), TimeUnit.NANOSECONDS);
        boolean done = false;
        try {
            T result = waiting.done();
            done = true;
            return result;
        } finally {
            broken |= !done | !end.cancel(false);
            lastNanos = System.nanoTime();
        }
    }

    @Override
    public void close() {
        broken = true;
        connection.close();
    }
}
