// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote.http;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.p2p.ProtocolVersion;
import gatehouse.p2p.RefusedException;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Requests to one repository on another server, in the newest version of the protocol that both speak. Safe for use by
 * many threads.
 */
final class Exchange {
    private static final int OK = 200;
    private static final int MISSING = 404;
    private static final int BUSY = 503;
    private static final int NO_SPACE = 507;
    /** More than any answer of the protocol has. */
    private static final int MOST_ANSWER_BYTES = 64 * 1024;

    private final HttpRemote remote;
    private final HttpClient client;
    private final HttpLimits limits;
    private volatile ProtocolVersion version = ProtocolVersion.V4;

    Exchange(HttpRemote remote, HttpClient client, HttpLimits limits) {
        this.remote = remote;
        this.client = client;
        this.limits = limits;
    }

    /** As far as it is known: the newest one, until an answer says otherwise. */
    ProtocolVersion version() {
        return version;
    }

    /**
     * Asks, in older versions where the newer ones are not served, and gives the body of the answer.
     *
     * @throws FailureException NoSpace or Busy when the other server says so
     * @throws IOException for every other answer than a good one
     */
    byte[] post(String operation, Query query) throws IOException {
        while (true) {
            ProtocolVersion asked = version;
            HttpRequest request = request(asked, operation + query)
                    .timeout(limits.answer())
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build();
            try (Answered answered = answered(send(request), limits.answer())) {
                if (answered.status() != MISSING || !older(asked)) {
                    return answered.json();
                }
            }
        }
    }

    /** False when there is no older version to try. */
    private boolean older(ProtocolVersion asked) {
        if (asked == ProtocolVersion.V0) {
            version = ProtocolVersion.V4;
            return false;
        }
        version = ProtocolVersion.values()[asked.ordinal() - 1];
        return true;
    }

    HttpRequest.Builder request(ProtocolVersion asked, String operation) {
        String path = Query.encoded(remote.uuid().text()) + "/" + asked.segment() + "/" + operation;
        HttpRequest.Builder builder = HttpRequest.newBuilder(remote.url().resolve(path));
        remote.credentials().get().ifPresent(known -> builder.header("Authorization", known.header()));
        return builder;
    }

    CompletableFuture<HttpResponse<IncomingBody>> send(HttpRequest request) {
        return client.sendAsync(request, head -> new IncomingBody(limits.idle()));
    }

    /** An answer that is there. */
    record Answered(HttpRemote remote, HttpResponse<IncomingBody> response) implements AutoCloseable {
        int status() {
            return response.statusCode();
        }

        IncomingBody body() {
            return response.body();
        }

        long header(String name) throws IOException {
            try {
                return response.headers().firstValueAsLong(name).orElseThrow(() -> refused("no " + name));
            } catch (NumberFormatException e) {
                throw refused("no good " + name);
            }
        }

        /** The whole body of a good answer. */
        byte[] json() throws IOException {
            require();
            ByteBuffer all = ByteBuffer.allocate(MOST_ANSWER_BYTES);
            while (body().read(all) >= 0) {
                if (!all.hasRemaining()) {
                    throw refused("too long an answer");
                }
            }
            byte[] json = new byte[all.position()];
            all.flip().get(json);
            return json;
        }

        /** @throws IOException unless it is a good answer */
        void require() throws IOException {
            switch (status()) {
                case OK -> {}
                case NO_SPACE -> throw new FailureException(new Failure.NoSpace("there is no room in the remote"));
                case BUSY -> throw new FailureException(new Failure.Busy("the remote is busy; try again later"));
                default -> throw refused("status " + status());
            }
        }

        private IOException refused(String what) {
            return new RefusedException(remote + " answered with " + what);
        }

        @Override
        public void close() {
            body().close();
        }
    }

    /** Waits for the head of an answer; the exchange is given up when it takes longer. */
    Answered answered(CompletableFuture<HttpResponse<IncomingBody>> coming, Duration limit) throws IOException {
        try {
            return new Answered(remote, coming.get(limit.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            coming.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (TimeoutException e) {
            coming.cancel(true);
            throw new IOException(remote + " gave no answer for " + limit.toSeconds() + " seconds", e);
        } catch (ExecutionException | CancellationException e) {
            throw new IOException(remote + " cannot be reached", e);
        }
    }
}
