// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

/** What the maxsize of a repository means to those who put content there. */
public enum MaxSizeRule {
    /** As git-annex has it: preferred content takes it into account, and nobody is held to it. */
    ADVISORY,
    /** What would go beyond it is refused. */
    HARD
}
