// SPDX-License-Identifier: AGPL-3.0-or-later
/** The git-annex P2P protocol without a wire: requests, replies and the Peer that serves them. */
@NullMarked
package gatehouse.p2p;

import org.jspecify.annotations.NullMarked;
