// SPDX-License-Identifier: AGPL-3.0-or-later
/** The P2P protocol as lines and data on one connection, as git-annex-shell speaks it. */
@NullMarked
package gatehouse.p2p.line;

import org.jspecify.annotations.NullMarked;
