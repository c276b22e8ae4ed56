// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

/** Who makes a request. */
public sealed interface Caller {
    /**
     * @param maySignIn whether asking for credentials makes sense; not after a password that was wrong, or where they
     *     came over a connection on which they are not used
     */
    record Anonymous(boolean maySignIn) implements Caller {}

    /** Somebody with an account in the store. */
    record SignedIn(AccountName name, Role role) implements Caller {
        public boolean administrator() {
            return role == Role.ADMINISTRATOR;
        }
    }

    /** A program of somebody with an account in the store, which may do what its token allows of what they may. */
    record ByToken(SignedIn owner, TokenName token, TokenScope scope) implements Caller {}

    /** Somebody with an account from the environment: the same access to every repository. */
    record Listed(String name, Access access) implements Caller {}

    /** For logs and audit. */
    default String label() {
        return switch (this) {
            case Anonymous anonymous -> "anonymous";
            case SignedIn signedIn -> signedIn.name().text();
            case ByToken byToken -> byToken.owner().label() + " (token " + byToken.token() + ")";
            case Listed listed -> listed.name();
        };
    }
}
