// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote.line;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.key.Key;
import gatehouse.p2p.AlreadyStored;
import gatehouse.p2p.Content;
import gatehouse.p2p.LockId;
import gatehouse.p2p.LockReply;
import gatehouse.p2p.MonotonicTimestamp;
import gatehouse.p2p.Peer;
import gatehouse.p2p.PutOffset;
import gatehouse.p2p.PutReply;
import gatehouse.p2p.PutRequest;
import gatehouse.p2p.Receiving;
import gatehouse.p2p.RefusedException;
import gatehouse.p2p.RemoveReply;
import gatehouse.p2p.line.Message;
import gatehouse.repository.Uuid;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

/**
 * A repository that is asked by lines on connections. Its methods wait for the other side, each for a limited time.
 * Source: P2P/Protocol.hs, Remote/Helper/P2P.hs.
 */
public final class LinePeer implements Peer, AutoCloseable {
    private static final String NO_FILE = "";

    private final Uuid uuid;
    private final LineLimits limits;
    private final Sessions sessions;
    private final Supplier<LockId> lockIds;
    /** A lock lasts as long as the conversation in which it was taken. */
    private final Map<LockId, Sessions.Used> locks;

    private final Set<Uuid> bypass;

    /** @param uuid that the other side must have */
    public LinePeer(Uuid uuid, LineConnection.Maker maker, LineLimits limits, Surroundings surroundings) {
        this.uuid = uuid;
        this.limits = limits;
        this.sessions = new Sessions(maker, uuid, limits, surroundings.timer());
        this.lockIds = surroundings.lockIds();
        this.locks = new ConcurrentHashMap<>();
        this.bypass = Set.of();
    }

    private LinePeer(LinePeer other, Set<Uuid> bypass) {
        this.uuid = other.uuid;
        this.limits = other.limits;
        this.sessions = other.sessions;
        this.lockIds = other.lockIds;
        this.locks = other.locks;
        this.bypass = Set.copyOf(bypass);
    }

    /**
     * @param timer ends what waits for too long; stays its owner's
     * @param lockIds not to be guessed
     */
    public record Surroundings(ScheduledExecutorService timer, Supplier<LockId> lockIds) {}

    @Override
    public Uuid uuid() {
        return uuid;
    }

    /** One exchange. */
    private interface Exchange<T> {
        T with(Session session) throws IOException;
    }

    /**
     * Does it once more on a new connection where an idle one turned out to be dead: what it does may be done twice.
     */
    private <T> T ask(Exchange<T> exchange) throws IOException {
        try (Sessions.Used used = sessions.use(bypass)) {
            try {
                return exchange.with(used.session());
            } catch (IOException e) {
                if (used.session().isUsable()) {
                    throw e;
                }
            }
        }
        try (Sessions.Used used = sessions.useNew(bypass)) {
            return answered(used.session(), exchange);
        }
    }

    /** Who has just said who it is, and then goes, is there: so git-annex-shell refuses what it may not do. */
    private static <T> T answered(Session session, Exchange<T> exchange) throws IOException {
        try {
            return exchange.with(session);
        } catch (EOFException e) {
            throw new RefusedException("the remote ends the conversation without an answer");
        }
    }

    @Override
    public boolean waits() {
        return true;
    }

    /** {@inheritDoc} It has its conversations in common with this one. */
    @Override
    public LinePeer bypassing(Set<Uuid> gateways) {
        return new LinePeer(this, gateways);
    }

    @Override
    public boolean present(Key key) throws IOException {
        return ask(session -> {
            session.say(new Message.CheckPresent(key));
            return session.yesOrNo().isPresent();
        });
    }

    @Override
    public Optional<Content> read(Key key, long offsetBytes) throws IOException {
        Begun<Long> begun = begin(session -> {
            session.say(new Message.Get(offsetBytes, NO_FILE, key));
            return switch (session.hear()) {
                case Message.DataFollows data -> data.lengthBytes();
                case Message other -> throw session.unexpected(other);
            };
        });
        LineContent content = new LineContent(begun.used(), begun.value());
        // Nothing, which is not good, stands for what is not there.
        if (begun.value() > 0 || content.valid()) {
            return Optional.of(content);
        }
        content.close();
        return Optional.empty();
    }

    @Override
    public PutOffset putOffset(Key key) throws IOException {
        return ask(session -> {
            session.say(new Message.Put(NO_FILE, key));
            return switch (session.hear()) {
                case Message.AlreadyHave have -> new PutOffset.AlreadyHave(have.plusUuids());
                case Message.PutFrom from -> {
                    sendNothing(session);
                    yield new PutOffset.From(from.offsetBytes());
                }
                case Message other -> throw session.unexpected(other);
            };
        });
    }

    /** There is no other way to ask for the offset alone. Source: P2P/Protocol.hs getPutOffset. */
    private static void sendNothing(Session session) throws IOException {
        session.say(new Message.DataFollows(0));
        if (session.version().hasValidity()) {
            session.say(new Message.Invalid());
        }
        session.yesOrNo();
    }

    @Override
    public Receiving receive(PutRequest put) throws IOException {
        long endBytes = put.offsetBytes() + put.lengthBytes();
        Begun<Message> begun = begin(session -> {
            session.say(new Message.Put(put.file().orElse(NO_FILE), put.key()));
            return session.hear();
        });
        return switch (begun.value()) {
            case Message.AlreadyHave have -> {
                begun.used().close();
                yield new AlreadyStored(put.lengthBytes(), have.plusUuids());
            }
            case Message.PutFrom from
            when from.offsetBytes() >= put.offsetBytes() && from.offsetBytes() <= endBytes ->
                receive(put, begun.used(), from.offsetBytes());
            case Message.PutFrom from -> {
                try (Sessions.Used used = begun.used()) {
                    sendNothing(used.session());
                }
                yield new LineReceiving.Refused(put.lengthBytes());
            }
            case Message other -> {
                IOException unexpected = begun.used().session().unexpected(other);
                begun.used().close();
                throw unexpected;
            }
        };
    }

    private Receiving receive(PutRequest put, Sessions.Used used, long fromBytes) throws IOException {
        long have = fromBytes - put.offsetBytes();
        boolean begun = false;
        try {
            used.session().say(new Message.DataFollows(put.lengthBytes() - have));
            begun = true;
        } finally {
            if (!begun) {
                used.discard();
            }
        }
        return new LineReceiving(used, limits.stored(), put.lengthBytes(), new LineReceiving.Have(have));
    }

    @Override
    public PutReply dataPresent(Key key) throws IOException {
        return ask(session -> {
            if (!session.version().hasDataPresent()) {
                return new PutReply.NotStored();
            }
            session.say(new Message.Put(NO_FILE, key));
            return switch (session.hear()) {
                case Message.AlreadyHave have -> new PutReply.Stored(have.plusUuids());
                case Message.PutFrom from -> {
                    session.say(new Message.DataPresent());
                    yield session.yesOrNo().<PutReply>map(PutReply.Stored::new).orElseGet(PutReply.NotStored::new);
                }
                case Message other -> throw session.unexpected(other);
            };
        });
    }

    @Override
    public RemoveReply remove(Key key) throws IOException {
        return ask(session -> {
            session.say(new Message.Remove(key));
            return removed(session);
        });
    }

    /** {@inheritDoc} One too old to know of timestamps removes nothing, as it could do so too late. */
    @Override
    public RemoveReply removeBefore(Key key, MonotonicTimestamp until) throws IOException {
        return ask(session -> {
            requireTimestamps(session);
            session.say(new Message.RemoveBefore(until.seconds(), key));
            return removed(session);
        });
    }

    private static RemoveReply removed(Session session) throws IOException {
        return switch (session.hear()) {
            case Message.Success success -> new RemoveReply.Removed(success.plusUuids());
            case Message.Failure failure -> new RemoveReply.NotRemoved(failure.plusUuids());
            case Message other -> throw session.unexpected(other);
        };
    }

    @Override
    public MonotonicTimestamp timestamp() throws IOException {
        return ask(session -> {
            requireTimestamps(session);
            session.say(new Message.GetTimestamp());
            return switch (session.hear()) {
                case Message.Timestamp timestamp -> new MonotonicTimestamp(timestamp.seconds());
                case Message other -> throw session.unexpected(other);
            };
        });
    }

    private static void requireTimestamps(Session session) {
        if (!session.version().hasTimestamps()) {
            throw new FailureException(new Failure.Conflict("the remote speaks too old a version of the protocol"));
        }
    }

    @Override
    public LockReply lock(Key key) throws IOException {
        Begun<Boolean> begun = begin(session -> {
            session.say(new Message.LockContent(key));
            return session.yesOrNo().isPresent();
        });
        if (!begun.value()) {
            begun.used().close();
            return new LockReply.NotLocked();
        }
        LockId id = lockIds.get();
        locks.put(id, begun.used());
        return new LockReply.Locked(id);
    }

    /** The lock is held anyhow until it is given up, or the connection is lost. */
    @Override
    public void keepLocked(LockId id) {
        // Nothing more is to be done.
    }

    @Override
    public void keeperLost(LockId id) {
        Sessions.Used held = locks.remove(id);
        if (held != null) {
            held.discard();
        }
    }

    @Override
    public void unlock(LockId id) throws IOException {
        Sessions.Used held = locks.remove(id);
        if (held != null) {
            try (held) {
                held.session().say(new Message.UnlockContent());
            }
        }
    }

    /** An exchange that goes on. */
    private record Begun<T>(Sessions.Used used, T value) {}

    /** As {@link #ask}, for an exchange that goes on in the same conversation. */
    private <T> Begun<T> begin(Exchange<T> exchange) throws IOException {
        Sessions.Used first = sessions.use(bypass);
        try {
            return begin(first, exchange);
        } catch (IOException e) {
            if (first.session().isUsable()) {
                throw e;
            }
        }
        return begin(sessions.useNew(bypass), exchange);
    }

    private static <T> Begun<T> begin(Sessions.Used used, Exchange<T> exchange) throws IOException {
        boolean begun = false;
        try {
            Begun<T> result = new Begun<>(used, answered(used.session(), exchange));
            begun = true;
            return result;
        } finally {
            if (!begun) {
                used.close();
            }
        }
    }

    /** Gives up the locks and ends the conversations. */
    @Override
    public void close() {
        List.copyOf(locks.keySet()).forEach(this::keeperLost);
        sessions.close();
    }
}
