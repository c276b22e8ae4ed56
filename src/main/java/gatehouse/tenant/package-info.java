// SPDX-License-Identifier: AGPL-3.0-or-later
/** Who may do what to which repository. */
@NullMarked
package gatehouse.tenant;

import org.jspecify.annotations.NullMarked;
