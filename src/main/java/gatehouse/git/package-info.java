// SPDX-License-Identifier: AGPL-3.0-or-later
/** Git repositories: found, created, and served over smart HTTP. */
@NullMarked
package gatehouse.git;

import org.jspecify.annotations.NullMarked;
