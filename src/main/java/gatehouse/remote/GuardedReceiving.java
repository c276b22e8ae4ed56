// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote;

import gatehouse.p2p.PutReply;
import gatehouse.p2p.Receiving;
import java.io.IOException;
import java.nio.ByteBuffer;

/** An upload to a remote, measured. */
final class GuardedReceiving implements Receiving {
    private final Receiving receiving;
    private final Guard.Transfer transfer;

    GuardedReceiving(Receiving receiving, Guard.Transfer transfer) {
        this.receiving = receiving;
        this.transfer = transfer;
    }

    @Override
    public void write(ByteBuffer from) throws IOException {
        int count = from.remaining();
        transfer.part(() -> {
            receiving.write(from);
            return true;
        });
        transfer.moved(count);
    }

    @Override
    public long missingBytes() {
        return receiving.missingBytes();
    }

    @Override
    public PutReply finish() throws IOException {
        return transfer.part(receiving::finish);
    }

    @Override
    public void close() throws IOException {
        try (transfer) {
            receiving.close();
        }
    }
}
