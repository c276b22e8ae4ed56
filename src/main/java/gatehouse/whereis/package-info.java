// SPDX-License-Identifier: AGPL-3.0-or-later
/** Where keys are: location changes, and the port of the journal that keeps them until the branch has them. */
@NullMarked
package gatehouse.whereis;

import org.jspecify.annotations.NullMarked;
