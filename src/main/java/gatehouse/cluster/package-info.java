// SPDX-License-Identifier: AGPL-3.0-or-later
/** Several repositories as one peer: content goes to those that want it and have room, and comes from the best one. */
@NullMarked
package gatehouse.cluster;

import org.jspecify.annotations.NullMarked;
