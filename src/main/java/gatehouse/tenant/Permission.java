// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

/** Whether a request may go on. Source: P2P/Http/State.hs checkAuthActionClass. */
public sealed interface Permission {
    Permission GRANTED = new Granted();
    Permission SIGN_IN_NEEDED = new SignInNeeded();
    Permission FORBIDDEN = new Forbidden();

    record Granted() implements Permission {}

    /** Not allowed, but signing in may change that. */
    record SignInNeeded() implements Permission {}

    /** Not allowed, and signing in would not change that. */
    record Forbidden() implements Permission {}

    /**
     * Somebody who has not signed in is asked to, where nothing at all is open to those who have not, even after
     * credentials that were wrong or could not be used.
     */
    static Permission of(Action action, Access access, Caller caller) {
        if (access.allows(action)) {
            return GRANTED;
        }
        return switch (caller) {
            case Caller.Anonymous anonymous ->
                anonymous.maySignIn() || access.level() == Level.NONE ? SIGN_IN_NEEDED : FORBIDDEN;
            case Caller.SignedIn signedIn -> FORBIDDEN;
            case Caller.Listed listed -> FORBIDDEN;
        };
    }
}
