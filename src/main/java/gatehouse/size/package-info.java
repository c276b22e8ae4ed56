// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The sizes of repositories and the space promised to transfers: arithmetic, and the ports of the store that keeps
 * them.
 */
@NullMarked
package gatehouse.size;

import org.jspecify.annotations.NullMarked;
