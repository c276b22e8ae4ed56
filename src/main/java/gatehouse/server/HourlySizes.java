// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import gatehouse.git.RepositoryDirectory;
import gatehouse.git.ServedRepository;
import gatehouse.size.Hour;
import gatehouse.size.SizeRecording;
import java.time.InstantSource;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Records each hour how large all repositories are. Where the store does not answer, the rest of them is left to the
 * next hour.
 */
record HourlySizes(RepositoryDirectory directory, SizeRecording recording, InstantSource clock) implements Runnable {
    private static final Logger LOG = Logger.getLogger(HourlySizes.class.getName());

    @Override
    public void run() {
        try {
            Hour now = Hour.of(clock.instant());
            for (ServedRepository repository : directory.all()) {
                if (Thread.currentThread().isInterrupted()) {
                    return;
                }
                recording.record(repository.uuid(), now);
            }
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "the sizes of this hour are not in their history", e);
        }
    }
}
