// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.size;

import gatehouse.repository.RepoSize;
import gatehouse.repository.Uuid;
import java.util.Map;

/**
 * What the location logs at one tip of a git-annex branch add up to.
 *
 * @param tip the commit, in hexadecimal digits
 * @param sizes of every repository that the logs know; clusters are none
 */
public record Counted(String tip, Map<Uuid, RepoSize> sizes) {
    public Counted {
        sizes = Map.copyOf(sizes);
    }
}
