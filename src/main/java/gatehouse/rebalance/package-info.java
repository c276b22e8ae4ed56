// SPDX-License-Identifier: AGPL-3.0-or-later
/** Moves content to where it is wanted: a plan made without doing it, and the job that carries it out. */
@NullMarked
package gatehouse.rebalance;

import org.jspecify.annotations.NullMarked;
