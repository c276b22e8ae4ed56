// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

/** Whether a request may go on. Source: P2P/Http/State.hs checkAuthActionClass. */
public sealed interface Permission {
    Permission GRANTED = new Granted();
    Permission SIGN_IN_NEEDED = new SignInNeeded();
    Permission FORBIDDEN = new Forbidden("not allowed");
    Permission BEYOND_TOKEN = new Forbidden("not allowed with this access token");

    record Granted() implements Permission {}

    /** Not allowed, but signing in may change that. */
    record SignInNeeded() implements Permission {}

    /**
     * Not allowed, and signing in would not change that.
     *
     * @param reason one line
     */
    record Forbidden(String reason) implements Permission {}

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
            case Caller.ByToken byToken -> access.level() == Level.NONE ? FORBIDDEN : BEYOND_TOKEN;
            case Caller.Listed listed -> FORBIDDEN;
        };
    }

    /** What to answer where the caller's access is not enough, and whoever has not signed in is always asked to. */
    static Permission refusal(Caller caller) {
        return switch (caller) {
            case Caller.Anonymous anonymous -> SIGN_IN_NEEDED;
            case Caller.SignedIn signedIn -> FORBIDDEN;
            case Caller.ByToken byToken -> BEYOND_TOKEN;
            case Caller.Listed listed -> FORBIDDEN;
        };
    }
}
