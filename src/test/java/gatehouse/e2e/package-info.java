// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The whole server, spoken to by the real clients and on the wire; each suite also runs against git-annex's own server.
 */
@NullMarked
package gatehouse.e2e;

import org.jspecify.annotations.NullMarked;
