// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote.http;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.key.Key;
import gatehouse.p2p.Content;
import gatehouse.p2p.LockId;
import gatehouse.p2p.LockReply;
import gatehouse.p2p.MonotonicTimestamp;
import gatehouse.p2p.Peer;
import gatehouse.p2p.ProtocolVersion;
import gatehouse.p2p.PutOffset;
import gatehouse.p2p.PutReply;
import gatehouse.p2p.PutRequest;
import gatehouse.p2p.Receiving;
import gatehouse.p2p.RemoveReply;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * A repository on another server that speaks the protocol: another of these, or git-annex p2phttp. Its methods wait for
 * the other server, each for a limited time. Source: P2P/Http/Client.hs.
 */
public final class HttpPeer implements Peer {
    private static final String DATA_LENGTH = "X-git-annex-data-length";
    private static final int MISSING = 404;

    private final HttpRemote remote;
    private final HttpLimits limits;
    private final Executor executor;
    private final Exchange exchange;
    private final Map<LockId, LockKeeper> keepers;
    private final Set<Uuid> bypass;

    /** @param client of HTTP 1.1, with a limit for connecting and an executor; stays its owner's */
    public HttpPeer(HttpRemote remote, HttpClient client, HttpLimits limits) {
        this.remote = remote;
        this.limits = limits;
        this.executor = client.executor().orElseThrow();
        this.exchange = new Exchange(remote, client, limits);
        this.keepers = new ConcurrentHashMap<>();
        this.bypass = Set.of();
    }

    private HttpPeer(HttpPeer other, Set<Uuid> bypass) {
        this.remote = other.remote;
        this.limits = other.limits;
        this.executor = other.executor;
        this.exchange = other.exchange;
        this.keepers = other.keepers;
        this.bypass = Set.copyOf(bypass);
    }

    @Override
    public Uuid uuid() {
        return remote.uuid();
    }

    @Override
    public boolean waits() {
        return true;
    }

    @Override
    public HttpPeer bypassing(Set<Uuid> gateways) {
        return new HttpPeer(this, gateways);
    }

    @Override
    public boolean present(Key key) throws IOException {
        return Answers.present(exchange.post("checkpresent", about(key)));
    }

    @Override
    public Optional<Content> read(Key key, long offsetBytes) throws IOException {
        Query query = asking().offset(offsetBytes);
        HttpRequest request = exchange.request(exchange.version(), "key/" + Query.encoded(key.text()) + query)
                .timeout(limits.answer())
                .build();
        Exchange.Answered answered = exchange.answered(exchange.send(request), limits.answer());
        boolean given = false;
        try {
            if (answered.status() == MISSING) {
                return missing(key, offsetBytes);
            }
            answered.require();
            long lengthBytes = answered.header(DATA_LENGTH);
            // git-annex's own server sends nothing in place of what it has not.
            if (lengthBytes == 0 && key.sizeBytes().orElse(0) > offsetBytes && !present(key)) {
                return Optional.empty();
            }
            given = true;
            return Optional.of(new RemoteContent(answered, lengthBytes));
        } finally {
            if (!given) {
                answered.close();
            }
        }
    }

    /** It may have been asked in a version that is not served. */
    private Optional<Content> missing(Key key, long offsetBytes) throws IOException {
        ProtocolVersion asked = exchange.version();
        boolean present = present(key);
        if (exchange.version() != asked) {
            return read(key, offsetBytes);
        }
        if (present) {
            throw new IOException(remote + " does not give what it has");
        }
        return Optional.empty();
    }

    @Override
    public PutOffset putOffset(Key key) throws IOException {
        if (!exchange.version().hasPutOffset()) {
            return present(key) ? new PutOffset.AlreadyHave(List.of()) : new PutOffset.From(0);
        }
        return Answers.putOffset(exchange.post("putoffset", about(key)));
    }

    @Override
    public Receiving receive(PutRequest put) throws IOException {
        // So that the version is known, as the content can be sent only once.
        exchange.post("checkpresent", about(put.key()));
        OutgoingBody body = new OutgoingBody(executor, limits.idle());
        HttpRequest.BodyPublisher publisher = put.lengthBytes() == 0
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.fromPublisher(body, put.lengthBytes());
        HttpRequest request = exchange.request(
                        exchange.version(),
                        "put" + about(put.key()).file(put.file()).offset(put.offsetBytes()))
                .header(DATA_LENGTH, Long.toString(put.lengthBytes()))
                .header("Content-Type", "application/octet-stream")
                .POST(publisher)
                .build();
        return new RemoteReceiving(exchange, body, exchange.send(request), limits, put.lengthBytes());
    }

    @Override
    public PutReply dataPresent(Key key) throws IOException {
        exchange.post("checkpresent", about(key));
        if (!exchange.version().hasDataPresent()) {
            return new PutReply.NotStored();
        }
        HttpRequest request = exchange.request(
                        exchange.version(), "put" + about(key).dataPresent())
                .header(DATA_LENGTH, "0")
                .header("Content-Type", "application/octet-stream")
                .timeout(limits.answer())
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        try (Exchange.Answered answered = exchange.answered(exchange.send(request), limits.answer())) {
            return Answers.put(answered.json());
        }
    }

    @Override
    public RemoveReply remove(Key key) throws IOException {
        return Answers.remove(exchange.post("remove", about(key)));
    }

    /** {@inheritDoc} A server too old to know of timestamps removes nothing, as it could do so too late. */
    @Override
    public RemoveReply removeBefore(Key key, MonotonicTimestamp until) throws IOException {
        requireTimestamps();
        return Answers.remove(exchange.post("remove-before", about(key).until(until)));
    }

    @Override
    public MonotonicTimestamp timestamp() throws IOException {
        requireTimestamps();
        return Answers.timestamp(exchange.post("gettimestamp", asking()));
    }

    private void requireTimestamps() {
        if (!exchange.version().hasTimestamps()) {
            throw new FailureException(new Failure.Conflict("the remote speaks too old a version of the protocol"));
        }
    }

    @Override
    public LockReply lock(Key key) throws IOException {
        return Answers.lock(exchange.post("lockcontent", about(key)));
    }

    @Override
    public void keepLocked(LockId id) {
        LockKeeper keeper = keeper(id);
        LockKeeper before = keepers.put(id, keeper);
        if (before != null) {
            before.breakOff();
        }
        try {
            keeper.keep();
        } catch (IOException e) {
            // It has its ten minutes all the same.
            keeperLost(id);
        }
    }

    @Override
    public void keeperLost(LockId id) {
        LockKeeper keeper = keepers.remove(id);
        if (keeper != null) {
            keeper.breakOff();
        }
    }

    @Override
    public void unlock(LockId id) throws IOException {
        LockKeeper kept = keepers.remove(id);
        (kept == null ? keeper(id) : kept).unlock(limits.answer());
    }

    private LockKeeper keeper(LockId id) {
        OutgoingBody body = new OutgoingBody(executor, limits.idle());
        HttpRequest request = exchange.request(exchange.version(), "keeplocked" + asking().lock(id))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.fromPublisher(body))
                .build();
        CompletableFuture<HttpResponse<IncomingBody>> answer = exchange.send(request);
        return new LockKeeper(exchange, body, answer);
    }

    private Query about(Key key) {
        return asking().key(key);
    }

    private Query asking() {
        return Query.of(remote.client()).bypass(bypass);
    }
}
