// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.http;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.p2p.Content;
import gatehouse.p2p.LockId;
import gatehouse.p2p.Peer;
import gatehouse.p2p.ProtocolVersion;
import gatehouse.p2p.Receiving;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Carries out requests to peers that may wait for other servers, each by a thread of its own. No thread of the
 * container is held meanwhile, and no more of a body is in memory than is on its way.
 */
public final class SlowRequests {
    private static final Logger LOG = Logger.getLogger(SlowRequests.class.getName());
    private static final int BUFFER_BYTES = 64 * 1024;
    /** For the rest of a body that nobody wants. */
    private static final Duration LINGER = Duration.ofSeconds(5);

    private final SlowWork work;
    private final IdleWatch watch;
    private final ConnectionControl control;
    private final TransferBuffers buffers = new TransferBuffers(BUFFER_BYTES);

    public SlowRequests(SlowWork work, IdleWatch watch, ConnectionControl control) {
        this.work = work;
        this.watch = watch;
        this.control = control;
    }

    /** What is done for a request; IOException when the other server failed. */
    private interface Step {
        void run() throws IOException;
    }

    /** Makes the body of an answer. */
    interface Answering {
        byte[] json() throws IOException;
    }

    /** Sets status and headers, and gives the content to be sent, if any is. */
    interface Opening {
        Optional<Content> open() throws IOException;
    }

    /**
     * A request, its answer, and what ends its connection; the latter is made while the container lends the request.
     */
    private record Running(
            HttpServletResponse response, AsyncContext async, Runnable drop, Optional<ArrivingBody> body) {}

    void json(P2pServlet.Exchange exchange, Answering answering) throws IOException {
        Running running = running(exchange);
        begin(running, () -> P2pServlet.json(running.response(), answering.json()));
    }

    void download(P2pServlet.Exchange exchange, Opening opening) throws IOException {
        Running running = running(exchange);
        control.boundUnsent(exchange.request(), Download.UNSENT_BYTES);
        begin(running, () -> {
            Optional<Content> content = opening.open();
            if (content.isPresent()) {
                try (Content sent = content.get()) {
                    send(running, sent);
                }
            }
        });
    }

    private void send(Running running, Content content) throws IOException {
        SlowDownload download = new SlowDownload(content, watch, running.drop());
        if (!watch.admit(download)) {
            throw new FailureException(new Failure.Busy("too many transfers"));
        }
        try {
            boolean whole =
                    download.send(() -> LeavingBody.of(running.response().getOutputStream()), buffers);
            // In chunks the end may come early, and says that the content is not good.
            if (!whole && running.response().containsHeader("Content-Length")) {
                running.drop().run();
            }
        } catch (IOException | RuntimeException e) {
            if (!download.begun()) {
                throw e;
            }
            LOG.log(Level.FINE, "download broken off", e);
            running.drop().run();
        } finally {
            watch.done(download);
        }
    }

    void upload(P2pServlet.Exchange exchange, Peer peer, PutCall put) throws IOException {
        Running running = running(exchange);
        ArrivingBody body = body(running, exchange);
        begin(running, () -> {
            try (Receiving receiving = peer.receiveIfNeeded(put.request())) {
                receive(running, new SlowUpload(body, watch, receiving), put.version());
            }
        });
    }

    private void receive(Running running, SlowUpload upload, ProtocolVersion version) throws IOException {
        if (!watch.admit(upload)) {
            throw new FailureException(new Failure.Busy("too many transfers"));
        }
        try {
            FailureMapper.send(running.response(), upload.take(buffers, version));
        } catch (Signal.ClientLost e) {
            if (upload.late()) {
                FailureMapper.send(
                        running.response(),
                        Reply.line(
                                HttpServletResponse.SC_REQUEST_TIMEOUT,
                                "nothing arrived for too long",
                                Map.of("Connection", "close")));
            }
            throw e;
        } finally {
            watch.done(upload);
        }
    }

    /** As {@link LockKeeping}. */
    void keepLocked(P2pServlet.Exchange exchange, Peer peer, LockId lock) throws IOException {
        Running running = running(exchange);
        ArrivingBody body = body(running, exchange);
        work(running, work::beginKeeping, () -> {
            peer.keepLocked(lock);
            boolean unlock = false;
            try {
                unlock = unlocked(body);
            } finally {
                if (!unlock) {
                    peer.keeperLost(lock);
                }
            }
            if (unlock) {
                peer.unlock(lock);
            }
            P2pServlet.json(running.response(), ReplyJson.notLocked());
        });
    }

    /** Whether the body asks for that, rather than ends. */
    private static boolean unlocked(ArrivingBody body) throws IOException {
        LockLines lines = new LockLines();
        LockLines.Said said = LockLines.Said.NOTHING;
        byte[] buffer = new byte[LockLines.MAX_BYTES];
        int read = 0;
        while (said == LockLines.Said.NOTHING && read >= 0 && body.await()) {
            read = body.read(buffer);
            for (int i = 0; i < read && said == LockLines.Said.NOTHING; i++) {
                said = lines.take(buffer[i]);
            }
        }
        return (said == LockLines.Said.NOTHING ? lines.end() : said) == LockLines.Said.UNLOCK;
    }

    private Running running(P2pServlet.Exchange exchange) throws IOException {
        HttpServletRequest request = exchange.request();
        Runnable drop = control.dropping(request);
        AsyncContext async = exchange.async();
        boolean hasBody = request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
        Optional<ArrivingBody> body =
                hasBody ? Optional.of(ArrivingBody.of(request.getInputStream())) : Optional.empty();
        return new Running(exchange.response(), async, drop, body);
    }

    /** Of a request that is to have one, if only one of no bytes. */
    private static ArrivingBody body(Running running, P2pServlet.Exchange exchange) throws IOException {
        return running.body().isPresent()
                ? running.body().get()
                : ArrivingBody.of(exchange.request().getInputStream());
    }

    private void begin(Running running, Step step) {
        work(running, work::begin, step);
    }

    private static void work(Running running, java.util.function.Consumer<Runnable> beginning, Step step) {
        try {
            beginning.accept(() -> run(running, step));
        } catch (FailureException e) {
            fail(running, FailureMapper.reply(e.failure()));
            running.async().complete();
        }
    }

    private static void run(Running running, Step step) {
        boolean answered = false;
        try {
            answered = answered(running, step) && ended(running);
        } finally {
            if (!answered) {
                running.drop().run();
            }
            running.async().complete();
        }
    }

    /**
     * Whether all of the request has come, or does soon, with the answer already on its way. Until then a container
     * that was told that the request is over would still work on its body. Where all has come, the answer leaves with
     * the completing and no earlier: a client that has it may send its next request at once, which Grizzly would take
     * for more of this one's body. Where it has to leave before, nothing else comes on this connection.
     */
    private static boolean ended(Running running) {
        if (running.body().isEmpty()) {
            return true;
        }
        ArrivingBody body = running.body().get();
        try {
            if (body.over()) {
                return true;
            }
            running.response().setHeader("Connection", "close");
            running.response().flushBuffer();
            return body.skipRest(LINGER);
        } catch (IOException e) {
            LOG.log(Level.FINE, "its client is gone", e);
            return false;
        }
    }

    private static boolean answered(Running running, Step step) {
        try {
            step.run();
            return true;
        } catch (FailureException e) {
            return fail(running, FailureMapper.reply(e.failure()));
        } catch (Signal.ClientLost e) {
            LOG.log(Level.FINE, "ended by its client", e);
            return false;
        } catch (IOException e) {
            return fail(running, FailureMapper.reply(unreachable(e)));
        } catch (RuntimeException e) {
            String id = UUID.randomUUID().toString();
            LOG.log(Level.SEVERE, "request " + id + " failed", e);
            return fail(
                    running,
                    Reply.line(HttpServletResponse.SC_INTERNAL_SERVER_ERROR, "internal error " + id, Map.of()));
        }
    }

    /** False when the answer has begun already. */
    private static boolean fail(Running running, Reply reply) {
        if (running.response().isCommitted()) {
            return false;
        }
        try {
            running.response().reset();
            FailureMapper.send(running.response(), reply);
            return true;
        } catch (IOException e) {
            LOG.log(Level.FINE, "its client is gone", e);
            return false;
        }
    }

    /** What a client is told; where the other server is, is not its business. */
    static Failure.Unreachable unreachable(IOException reason) {
        LOG.log(Level.WARNING, "another server failed: {0}", reason.getMessage());
        return new Failure.Unreachable("the repository behind this server cannot be reached, or failed");
    }
}
