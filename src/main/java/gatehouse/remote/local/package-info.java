// SPDX-License-Identifier: AGPL-3.0-or-later
/** Repositories in folders of this machine that are not served, as peers. */
@NullMarked
package gatehouse.remote.local;

import org.jspecify.annotations.NullMarked;
