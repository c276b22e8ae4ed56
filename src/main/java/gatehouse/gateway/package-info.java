// SPDX-License-Identifier: AGPL-3.0-or-later
/** Keeps the git-annex branches of a cluster's gateways in sync, by themselves. */
@NullMarked
package gatehouse.gateway;

import org.jspecify.annotations.NullMarked;
