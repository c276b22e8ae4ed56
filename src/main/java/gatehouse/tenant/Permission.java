// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

/** Whether somebody may do something. */
public sealed interface Permission {
    record Granted() implements Permission {}

    /** Not allowed to whoever asks, but signing in may change that. */
    record SignInNeeded() implements Permission {}

    record Forbidden() implements Permission {}
}
