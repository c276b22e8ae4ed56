// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import gatehouse.git.RepositoryDirectory;
import gatehouse.git.ServedRepository;
import gatehouse.object.ObjectStore;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Deletes what has expired: trash, and partial uploads that nobody goes on with. */
final class Housekeeping implements Runnable {
    private static final Logger LOG = Logger.getLogger(Housekeeping.class.getName());
    private final RepositoryDirectory directory;
    private final Peers peers;
    private final Duration stalePartial;

    Housekeeping(RepositoryDirectory directory, Peers peers, Duration stalePartial) {
        this.directory = directory;
        this.peers = peers;
        this.stalePartial = stalePartial;
    }

    @Override
    public void run() {
        for (ServedRepository repository : directory.all()) {
            try {
                Optional<ObjectStore> objects = peers.objects(repository.uuid());
                if (objects.isPresent()) {
                    long freedBytes = objects.get().purge() + objects.get().dropPartials(stalePartial);
                    LOG.log(
                            freedBytes > 0 ? Level.INFO : Level.FINEST,
                            "{0} bytes of trash and partial uploads deleted in {1}",
                            new Object[] {freedBytes, repository.name()});
                }
            } catch (IOException | RuntimeException e) {
                LOG.log(Level.WARNING, "housekeeping failed in " + repository.name(), e);
            }
        }
    }
}
