// SPDX-License-Identifier: AGPL-3.0-or-later
/** Repositories that are asked by lines on a connection, as through git-annex-shell, as peers. */
@NullMarked
package gatehouse.remote.line;

import org.jspecify.annotations.NullMarked;
