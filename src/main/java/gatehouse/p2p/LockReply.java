// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p;

/** Answer to LOCKCONTENT. */
public sealed interface LockReply {
    record Locked(LockId id) implements LockReply {}

    /** Not present, being removed, or as many are locked as are allowed. */
    record NotLocked() implements LockReply {}
}
