// SPDX-License-Identifier: AGPL-3.0-or-later
/** Keys, their backends and the hash directories derived from them: values, on java.* alone. */
@NullMarked
package gatehouse.key;

import org.jspecify.annotations.NullMarked;
