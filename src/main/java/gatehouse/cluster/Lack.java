// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.cluster;

import gatehouse.key.Key;
import gatehouse.repository.ClusterUuid;
import gatehouse.repository.Uuid;
import java.util.Optional;

/**
 * Content that a node was to get, and could not be given, while others got it.
 *
 * @param file the name it came with, from the top of the repository, one char for each byte
 */
public record Lack(Where where, Key key, Optional<String> file) {
    /**
     * The one it is missing at.
     *
     * @param hub the repository that answers for the cluster
     * @param node a node, or another gateway, which answers for nodes
     */
    public record Where(Uuid hub, ClusterUuid cluster, Uuid node) {}
}
