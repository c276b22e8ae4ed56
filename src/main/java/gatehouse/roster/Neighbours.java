// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.roster;

import gatehouse.repository.Uuid;
import java.nio.file.Path;
import java.util.Optional;

/** Repositories in the file system of this server. Safe for use by many threads. */
public interface Neighbours {
    /**
     * A repository that is served.
     *
     * @param name as it stands in urls, one char for each byte
     * @param path the folder, one char for each byte
     */
    record Neighbour(Uuid uuid, String name, String path) {}

    /** @param name its name in urls or its UUID, one char for each byte */
    Optional<Neighbour> find(String name);

    /**
     * The UUID of the annex that is at a path now, served or not; empty when there is none that can be read.
     *
     * @param gitDir of the repository whose remote that is, which a relative path begins at
     * @param path one char for each byte
     */
    Optional<Uuid> uuidAt(Path gitDir, String path);
}
