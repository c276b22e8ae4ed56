// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import gatehouse.key.Key;
import gatehouse.repository.Uuid;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the API does with repositories; {@code server} says how. Safe for use by many threads. */
public interface RepositoryAdministration {
    /**
     * A repository that is served.
     *
     * @param name its place below the folder it is in, with slashes
     * @param description as git-annex shows it, may be empty
     */
    record Served(Uuid uuid, String name, String description) {}

    /** @param name as {@link Served#name()}, not yet checked beyond being no more than 255 characters */
    record Wanted(String name, String description) {}

    /** Content that was removed and is still kept. */
    record Trashed(Key key, long sizeBytes, Instant removed) {}

    /** In the order of the UUIDs, those above {@code after}, {@code most} at most. */
    List<Served> after(Optional<Uuid> after, int most);

    Optional<Served> find(Uuid uuid);

    /**
     * Creates a bare repository that git-annex accepts as initialised.
     *
     * @throws gatehouse.failure.FailureException Malformed when the name is none for a repository, Conflict when it is
     *     taken, NoSpace
     */
    Served create(Wanted wanted);

    /**
     * In the order of the keys' bytes, those above {@code after}, {@code most} at most.
     *
     * @throws gatehouse.failure.FailureException Missing when there is no such repository
     */
    List<Trashed> trash(Uuid uuid, Optional<Key> after, int most);

    /**
     * Puts content back.
     *
     * @throws gatehouse.failure.FailureException Missing when there is no such repository, or the key is not in its
     *     trash
     */
    void undelete(Uuid uuid, Key key);
}
