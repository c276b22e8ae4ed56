// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

/** Who makes a request. */
public sealed interface Caller {
    /**
     * @param maySignIn whether asking for credentials makes sense; not after some that were wrong, or that came over a
     *     connection on which they are not used
     */
    record Anonymous(boolean maySignIn) implements Caller {}

    /** Somebody with an account in the store. */
    record SignedIn(AccountName name, Role role) implements Caller {
        public boolean administrator() {
            return role == Role.ADMINISTRATOR;
        }
    }

    /** Somebody with an account from the environment: the same access to every repository. */
    record Listed(String name, Access access) implements Caller {}

    /** For logs and audit. */
    default String label() {
        return switch (this) {
            case Anonymous anonymous -> "anonymous";
            case SignedIn signedIn -> signedIn.name().text();
            case Listed listed -> listed.name();
        };
    }
}
