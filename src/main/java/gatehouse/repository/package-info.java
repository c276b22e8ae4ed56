// SPDX-License-Identifier: AGPL-3.0-or-later
/** What identifies and configures a git-annex repository: values, on java.* alone. */
@NullMarked
package gatehouse.repository;

import org.jspecify.annotations.NullMarked;
