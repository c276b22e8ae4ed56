// SPDX-License-Identifier: AGPL-3.0-or-later
/** For which remotes and clusters a repository answers: decided by its git config, and recorded in its branch. */
@NullMarked
package gatehouse.roster;

import org.jspecify.annotations.NullMarked;
