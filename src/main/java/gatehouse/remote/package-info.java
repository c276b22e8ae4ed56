// SPDX-License-Identifier: AGPL-3.0-or-later
/** The remotes that a served repository has by its git config, and a guarded peer for each. */
@NullMarked
package gatehouse.remote;

import org.jspecify.annotations.NullMarked;
