// SPDX-License-Identifier: AGPL-3.0-or-later
/** What holds for the whole of the source: the map of packages, and its form. */
@NullMarked
package gatehouse.tidy;

import org.jspecify.annotations.NullMarked;
