// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

/** What became of removing the content of a key. */
public sealed interface Removal {
    /** It is gone, durably; or in the trash. */
    record Removed() implements Removal {}

    /** It was not there. */
    record WasAbsent() implements Removal {}

    /** It is there: somebody has it locked, or has had and wants it kept for a while. */
    record Locked() implements Removal {}

    /** It is there: the check that was run while nobody else could have it locked said that it is too late. */
    record TooLate() implements Removal {}
}
