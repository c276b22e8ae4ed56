// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote.local;

import gatehouse.key.Key;
import gatehouse.object.ObjectStore;
import gatehouse.object.Surroundings;
import gatehouse.p2p.LocalPeer;
import gatehouse.p2p.LockLedger;
import gatehouse.p2p.Peer;
import gatehouse.repository.AnnexConfig;
import gatehouse.repository.Uuid;
import gatehouse.whereis.LocationChange.Presence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;

/** A repository in a folder of this machine, used as git-annex itself would use it. Safe for use by many threads. */
public final class LocalRemote implements AutoCloseable {
    private final LocalAnnex annex;
    private final ObjectStore objects;
    private final JournalledLocations locations;
    private final Peer peer;
    private volatile boolean mended;

    /**
     * @param objects what all stores share
     * @param commits brings what is recorded into the branch; stays its owner's
     */
    public record Parts(
            Surroundings objects,
            LockLedger locks,
            LongSupplier monotonicSeconds,
            InstantSource clock,
            ScheduledExecutorService commits) {}

    public LocalRemote(Uuid uuid, LocalAnnex annex, Parts parts) {
        this.annex = annex;
        this.objects = new ObjectStore(this::config, parts.objects());
        this.locations = new JournalledLocations(uuid, annex.branches(), parts.clock(), parts.commits());
        this.peer = new LocalPeer(
                uuid,
                objects,
                locations,
                new LocalPeer.Surroundings(parts.locks(), parts.monotonicSeconds(), () -> Duration.ZERO));
    }

    private AnnexConfig config() {
        try {
            return annex.config();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws IOException when the repository is not there now */
    public Peer peer() throws IOException {
        annex.config();
        if (!mended) {
            synchronized (this) {
                if (!mended) {
                    for (Key key : objects.mend()) {
                        locations.confirm(key, Presence.PRESENT);
                    }
                    mended = true;
                }
            }
        }
        return peer;
    }

    @Override
    public void close() {
        locations.close();
        annex.close();
    }
}
