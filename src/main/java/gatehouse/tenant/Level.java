// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

/** How far somebody may go in a repository; each level includes those before it. */
public enum Level {
    NONE,
    READ,
    /** Read, and store new content. */
    APPEND,
    /** Read, store and remove. */
    WRITE,
    /** All that, and say what the repository's git-annex branch sets for everybody, where that is locked. */
    ADMINISTER
}
