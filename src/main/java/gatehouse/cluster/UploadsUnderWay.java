// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.cluster;

import gatehouse.key.Key;
import gatehouse.p2p.PutReply;
import gatehouse.p2p.Receiving;
import gatehouse.repository.ClusterUuid;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The uploads to the clusters of this server that are under way. Where gateways form a ring, the same upload comes in
 * by both ways at once; the second one is not sent to the nodes again, but shares the end of the first. Safe for use by
 * many threads.
 */
public final class UploadsUnderWay {
    private final ConcurrentMap<Subject, CompletableFuture<PutReply>> underWay = new ConcurrentHashMap<>();

    /** What is uploaded where. */
    record Subject(Uuid hub, ClusterUuid cluster, Key key) {}

    /** One's own place among them, until it is closed. */
    final class Entered implements AutoCloseable {
        private final Subject subject;
        private final CompletableFuture<PutReply> own = new CompletableFuture<>();
        private final CompletableFuture<PutReply> first;

        private Entered(Subject subject) {
            this.subject = subject;
            CompletableFuture<PutReply> before = underWay.putIfAbsent(subject, own);
            this.first = before == null ? own : before;
        }

        /** Whether no other upload of the same is under way. */
        boolean isFirst() {
            return first == own;
        }

        /** An upload that does nothing but to wait for the end of the first. */
        Receiving shared(Duration limit, long lengthBytes) {
            return new Shared(first, limit, lengthBytes);
        }

        void ended(PutReply reply) {
            own.complete(reply);
        }

        @Override
        public void close() {
            own.complete(new PutReply.NotStored());
            underWay.remove(subject, own);
        }
    }

    Entered enter(Subject subject) {
        return new Entered(subject);
    }

    /** Takes an upload for nothing, and tells the end of another one. */
    private static final class Shared implements Receiving {
        private final CompletableFuture<PutReply> end;
        private final Duration limit;
        private long missingBytes;

        Shared(CompletableFuture<PutReply> end, Duration limit, long lengthBytes) {
            this.end = end;
            this.limit = limit;
            this.missingBytes = lengthBytes;
        }

        @Override
        public void write(ByteBuffer from) {
            missingBytes -= from.remaining();
            from.position(from.limit());
        }

        @Override
        public long missingBytes() {
            return missingBytes;
        }

        @Override
        public PutReply finish() throws IOException {
            if (missingBytes != 0) {
                return new PutReply.NotStored();
            }
            try {
                return end.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            } catch (ExecutionException | TimeoutException e) {
                return new PutReply.NotStored();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return new PutReply.NotStored();
            }
        }

        @Override
        public void close() {
            // The other upload is not its own.
        }
    }
}
