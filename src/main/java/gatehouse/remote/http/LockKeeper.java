// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote.http;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Keeps a lock on another server by a request whose body does not end. Source: P2P/Http/Client.hs clientKeepLocked. */
record LockKeeper(Exchange exchange, OutgoingBody body, CompletableFuture<HttpResponse<IncomingBody>> answer) {
    void keep() throws IOException {
        say("{\"unlock\":false}\n");
    }

    /** Gives the lock up, and waits until it is. */
    void unlock(Duration limit) throws IOException {
        say("{\"unlock\":true}\n");
        body.close();
        exchange.answered(answer, limit).close();
    }

    /** Leaves the lock to its ten minutes. */
    void breakOff() {
        body.breakOff();
        answer.cancel(true);
    }

    private void say(String line) throws IOException {
        body.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
    }
}
