// SPDX-License-Identifier: AGPL-3.0-or-later
/** One class for each file format of the git-annex branch. */
@NullMarked
package gatehouse.branch.log;

import org.jspecify.annotations.NullMarked;
