// SPDX-License-Identifier: AGPL-3.0-or-later
/** Configuration, wiring, health and the clock. */
@NullMarked
package gatehouse.server;

import org.jspecify.annotations.NullMarked;
