// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.git;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jgit.lib.Repository;

/** What pushes leave behind when the server is killed; no git command would delete it. */
final class InterruptedPushes {
    private static final Logger LOG = Logger.getLogger(InterruptedPushes.class.getName());

    private InterruptedPushes() {}

    /** @param before a time when nobody but this server, which has received nothing yet, was receiving */
    static void delete(Repository repository, Instant before) {
        Path objects = repository.getCommonDirectory().toPath().resolve("objects");
        try (DirectoryStream<Path> packs = Files.newDirectoryStream(objects, "incoming_*.{pack,idx}")) {
            for (Path pack : packs) {
                if (Files.getLastModifiedTime(pack).toInstant().isBefore(before)) {
                    Files.deleteIfExists(pack);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.log(Level.WARNING, "what an interrupted push has left takes space in " + objects, e);
        }
    }
}
