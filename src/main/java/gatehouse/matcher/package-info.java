// SPDX-License-Identifier: AGPL-3.0-or-later
/** The language of git-annex's matching expressions, with no idea of what its terms mean. */
@NullMarked
package gatehouse.matcher;

import org.jspecify.annotations.NullMarked;
