// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

/** What becomes of settings in a git-annex branch that somebody pushes who may not administer the repository. */
public enum Lockdown {
    /** As git-annex has it: whoever may push, may set. */
    OFF,
    /** They are left out, and the rest of the push is taken. */
    DROP,
    /** The push of the branch is refused. */
    REFUSE
}
