// SPDX-License-Identifier: AGPL-3.0-or-later
/** Tests of the built WAR, deployed whole in its container: its resources and its transactions. */
@NullMarked
package gatehouse.deployed;

import org.jspecify.annotations.NullMarked;
