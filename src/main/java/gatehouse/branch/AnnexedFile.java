// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import gatehouse.repository.MinCopies;
import gatehouse.repository.NumCopies;
import java.util.Optional;

/**
 * A file that has an annexed content.
 *
 * @param name from the top of the repository, with slashes, one char for each byte
 * @param numCopies {@code annex.numcopies} of .gitattributes
 * @param minCopies {@code annex.mincopies} of .gitattributes
 */
public record AnnexedFile(String name, Optional<NumCopies> numCopies, Optional<MinCopies> minCopies) {
    public static AnnexedFile named(String name) {
        return new AnnexedFile(name, Optional.empty(), Optional.empty());
    }
}
