// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.cluster;

import gatehouse.key.Key;
import gatehouse.object.Verdict;
import gatehouse.object.Verification;
import gatehouse.p2p.PutReply;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Hashes an upload once for all nodes on this server. */
final class OneHash implements Sink, Verdict {
    private final Verification verification;
    private final Duration limit;
    private final CompletableFuture<Boolean> matches = new CompletableFuture<>();

    /** @param limit how long it may take from the last byte on */
    OneHash(Key key, Duration limit) {
        this.verification = Verification.of(key);
        this.limit = limit;
    }

    @Override
    public String name() {
        return "the hash for the nodes on this server";
    }

    @Override
    public void open() {
        // It is ready.
    }

    @Override
    public void take(ByteBuffer from) {
        verification.update(from);
    }

    @Override
    public PutReply end() {
        boolean good = verification.matches();
        matches.complete(good);
        return good ? new PutReply.Stored(List.of()) : new PutReply.NotStored();
    }

    @Override
    public void close() {
        matches.completeExceptionally(new IOException("the upload was not hashed to its end"));
    }

    @Override
    public boolean matches() throws IOException {
        try {
            return matches.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the upload could not be hashed", e);
        } catch (InterruptedException e) {
            throw new IOException("interrupted while the upload was hashed", e);
        }
    }
}
