// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

/** What became of getting the content of a key back from the trash. */
public sealed interface Undeletion {
    /** It is an object again. */
    record Restored() implements Undeletion {}

    /** There was nothing to do; what is in the trash stays there. */
    record AlreadyThere() implements Undeletion {}

    record NotInTrash() implements Undeletion {}

    /** What is in the trash does not have the size of the key; it stays there. */
    record WrongSize() implements Undeletion {}
}
