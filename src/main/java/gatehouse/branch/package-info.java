// SPDX-License-Identifier: AGPL-3.0-or-later
/** The git-annex branch: read, changed in batches and union-merged as trees, beside real git-annex processes. */
@NullMarked
package gatehouse.branch;

import org.jspecify.annotations.NullMarked;
