// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.roster;

import gatehouse.repository.ClusterUuid;
import gatehouse.repository.RemoteName;

/** What became of one remote, node or cluster. Texts have one char for each byte. */
public sealed interface RosterEvent {
    /** It is answered for from now on. */
    record ProxyingBegun(RemoteName remote) implements RosterEvent {}

    /** It is not answered for any more. */
    record ProxyingEnded(RemoteName remote) implements RosterEvent {}

    record NodeAdded(RemoteName cluster, String remote) implements RosterEvent {}

    /** @param node its description, or where it has none the name of the remote, or its UUID */
    record NodeRemoved(RemoteName cluster, String node) implements RosterEvent {}

    /** The cluster is new here. */
    record ClusterKnown(RemoteName cluster, ClusterUuid uuid) implements RosterEvent {}

    /** What is asked for in the git config cannot be done. */
    record Refused(String remote, String reason) implements RosterEvent {}
}
