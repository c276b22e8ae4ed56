// SPDX-License-Identifier: AGPL-3.0-or-later
/** Which repositories want which content: git-annex's preferred content, explained. */
@NullMarked
package gatehouse.preferred;

import org.jspecify.annotations.NullMarked;
