// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.preferred;

import gatehouse.key.Key;
import gatehouse.repository.NumCopies;
import gatehouse.repository.Uuid;
import java.util.Optional;
import java.util.Set;

/**
 * The content that an expression is asked about.
 *
 * @param file its name from the top of the repository, with slashes, one char for each byte; empty when only the key is
 *     known
 * @param fileNumCopies {@code annex.numcopies} of .gitattributes for the file
 * @param locations the repositories that the location log says have it, dead ones as well, without clusters
 * @param details what few expressions ask for
 */
public record Subject(
        Key key, Optional<String> file, Optional<NumCopies> fileNumCopies, Set<Uuid> locations, Details details) {
    public Subject {
        locations = Set.copyOf(locations);
    }

    public static Subject of(Key key, Set<Uuid> locations) {
        return new Subject(key, Optional.empty(), Optional.empty(), locations, Details.NONE);
    }

    public Subject named(String file) {
        return new Subject(key, Optional.of(file), fileNumCopies, locations, details);
    }

    public Subject with(Details details) {
        return new Subject(key, file, fileNumCopies, locations, details);
    }

    public Subject at(Set<Uuid> locations) {
        return new Subject(key, file, fileNumCopies, locations, details);
    }

    /**
     * @param urls as the web log has them
     * @param equivalentKeys of a VURL key, as its log has them
     * @param unused whether no file of a branch or tag uses the key
     */
    public record Details(Metadata metadata, Set<String> urls, Set<Key> equivalentKeys, boolean unused) {
        public static final Details NONE = new Details(Metadata.NONE, Set.of(), Set.of(), false);

        public Details {
            urls = Set.copyOf(urls);
            equivalentKeys = Set.copyOf(equivalentKeys);
        }
    }
}
