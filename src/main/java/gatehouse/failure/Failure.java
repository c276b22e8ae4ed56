// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.failure;

/** What can go wrong and is not a result. Each carries one line that may be shown to whoever asked. */
public sealed interface Failure {
    String reason();

    /** The request cannot be understood. */
    record Malformed(String reason) implements Failure {}

    /** There is no such thing, or none that the caller may know of. */
    record Missing(String reason) implements Failure {}

    /** It is not allowed, and signing in may change that. */
    record SignInNeeded(String reason) implements Failure {}

    /** It is not allowed to whoever has signed in. */
    record Forbidden(String reason) implements Failure {}

    /** The state of things does not allow it: a name that is taken, a thing in use. */
    record Conflict(String reason) implements Failure {}

    /** There is not enough room for it. */
    record NoSpace(String reason) implements Failure {}

    /** A bound is reached; trying later may help. */
    record Busy(String reason) implements Failure {}

    /** Another server that is asked on behalf of the caller does not answer, or not as it should. */
    record Unreachable(String reason) implements Failure {}
}
