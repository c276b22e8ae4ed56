// SPDX-License-Identifier: AGPL-3.0-or-later
/** What can go wrong and is not a result of the protocol; mapped once by each binding. */
@NullMarked
package gatehouse.failure;

import org.jspecify.annotations.NullMarked;
