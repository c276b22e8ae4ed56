// SPDX-License-Identifier: AGPL-3.0-or-later
/** Repositories on other servers that speak the P2P protocol over HTTP, as peers. */
@NullMarked
package gatehouse.remote.http;

import org.jspecify.annotations.NullMarked;
