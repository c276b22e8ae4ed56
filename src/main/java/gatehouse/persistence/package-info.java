// SPDX-License-Identifier: AGPL-3.0-or-later
/** The store: the only place with jakarta.persistence. */
@NullMarked
package gatehouse.persistence;

import org.jspecify.annotations.NullMarked;
