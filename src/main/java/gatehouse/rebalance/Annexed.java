// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.rebalance;

import gatehouse.branch.AnnexedFile;
import gatehouse.key.Key;
import gatehouse.preferred.Subject;
import gatehouse.repository.MinCopies;
import gatehouse.repository.NumCopies;
import gatehouse.repository.Uuid;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A content of the repositories of a network.
 *
 * @param files that have it, under all their names; none when only old commits do
 * @param locations the repositories that the location log says have it, without clusters
 */
public record Annexed(Key key, List<AnnexedFile> files, Set<Uuid> locations, Subject.Details details) {
    public Annexed {
        files = List.copyOf(files);
        locations = Set.copyOf(locations);
    }

    public Annexed at(Set<Uuid> otherLocations) {
        return new Annexed(key, files, otherLocations, details);
    }

    /** What to ask the repositories about: once for each name, or about the key alone. */
    List<Subject> subjects() {
        if (files.isEmpty()) {
            return List.of(new Subject(key, Optional.empty(), Optional.empty(), locations, details));
        }
        return files.stream()
                .map(file -> new Subject(key, Optional.of(file.name()), file.numCopies(), locations, details))
                .toList();
    }

    /**
     * How many copies have to be left when one is dropped, by that file which asks for most. Source: Annex/NumCopies.hs
     * getSafestNumMinCopies.
     */
    int copiesNeeded(NumCopies otherwise, MinCopies otherwiseAtLeast) {
        int num = files.stream()
                .mapToInt(file -> file.numCopies().orElse(otherwise).copies())
                .max()
                .orElse(otherwise.copies());
        int min = files.stream()
                .mapToInt(file -> file.minCopies().orElse(otherwiseAtLeast).copies())
                .max()
                .orElse(otherwiseAtLeast.copies());
        return Math.max(1, Math.max(num, min));
    }
}
