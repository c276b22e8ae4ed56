// SPDX-License-Identifier: AGPL-3.0-or-later
/** The P2P protocol over HTTP. */
@NullMarked
package gatehouse.p2p.http;

import org.jspecify.annotations.NullMarked;
