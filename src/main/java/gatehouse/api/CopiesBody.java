// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import gatehouse.placement.SettingChange;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A number of copies as the API writes it.
 *
 * @param copies what counts
 * @param set whether the git-annex branch says so; else it is the git config, or the default
 */
@Schema(name = "Copies")
public record CopiesBody(int copies, boolean set) {
    /** @param copies at least 1 */
    @Schema(name = "NewCopies")
    public record Wanted(int copies) {}

    /** @throws gatehouse.failure.FailureException Malformed when there would be none, or too many */
    static Wanted read(InputStream body) throws IOException {
        long copies = Fields.read(body, Set.of("copies")).number("copies");
        if (copies < 1 || copies > SettingChange.MOST_COPIES) {
            throw Fields.malformed("copies is 1 to " + SettingChange.MOST_COPIES);
        }
        return new Wanted((int) copies);
    }
}
