// SPDX-License-Identifier: AGPL-3.0-or-later
/** What a served repository answers for beside itself: its remotes, and clusters of them. */
@NullMarked
package gatehouse.proxy;

import org.jspecify.annotations.NullMarked;
