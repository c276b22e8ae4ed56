// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The annex directory of a repository on disk: objects, uploads, content locks, trash. The only place with annex files.
 */
@NullMarked
package gatehouse.object;

import org.jspecify.annotations.NullMarked;
