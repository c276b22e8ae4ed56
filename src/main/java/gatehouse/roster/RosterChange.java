// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.roster;

import gatehouse.repository.RemoteName;

/** What an administrator asks for. Names of remotes have one char for each byte. */
public sealed interface RosterChange {
    /** The branch is to say what the git config says of proxies. */
    record UpdateProxy() implements RosterChange {}

    /** The branch is to say what the git config says of nodes and proxies. */
    record UpdateCluster() implements RosterChange {}

    /** @param description one line, one char for each byte */
    record InitCluster(RemoteName cluster, String description) implements RosterChange {
        /** As git-annex describes a cluster. Source: Command/InitCluster.hs. */
        public static InitCluster described(RemoteName cluster) {
            return new InitCluster(cluster, "cluster " + cluster.text());
        }
    }

    /** The repository is to be a gateway of a cluster as {@code gateway}, a remote of it, is. */
    record ExtendCluster(RemoteName cluster, String gateway) implements RosterChange {}

    /** @param node a remote, or a repository of this server by its name or UUID */
    record AddNode(RemoteName cluster, String node) implements RosterChange {}

    /** The remote stays one. @param node as in {@link AddNode} */
    record RemoveNode(RemoteName cluster, String node) implements RosterChange {}

    record Proxy(String remote) implements RosterChange {}

    record NoProxy(String remote) implements RosterChange {}
}
