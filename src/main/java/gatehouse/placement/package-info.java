// SPDX-License-Identifier: AGPL-3.0-or-later
/** What a repository's git-annex branch says of how content is placed: read, remembered, and changed. */
@NullMarked
package gatehouse.placement;

import org.jspecify.annotations.NullMarked;
