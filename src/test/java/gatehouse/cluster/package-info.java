// SPDX-License-Identifier: AGPL-3.0-or-later
@NullMarked
package gatehouse.cluster;

import org.jspecify.annotations.NullMarked;
