// SPDX-License-Identifier: AGPL-3.0-or-later
/** Connections over ssh to where git-annex-shell runs, as OpenSSH's own files configure them. */
@NullMarked
package gatehouse.remote.ssh;

import org.jspecify.annotations.NullMarked;
