// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

import static gatehouse.tenant.Permission.BEYOND_TOKEN;
import static gatehouse.tenant.Permission.FORBIDDEN;
import static gatehouse.tenant.Permission.GRANTED;
import static gatehouse.tenant.Permission.SIGN_IN_NEEDED;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PermissionTest {
    private static final Caller ASKED = new Caller.Anonymous(true);
    private static final Caller WRONG = new Caller.Anonymous(false);
    private static final List<Caller> SIGNED_IN =
            List.of(new Caller.SignedIn(new AccountName("joey"), Role.USER), new Caller.Listed("joey", Access.NOTHING));

    private static final Caller BY_TOKEN = new Caller.ByToken(
            new Caller.SignedIn(new AccountName("joey"), Role.ADMINISTRATOR),
            new TokenName("laptop"),
            TokenScope.everywhere(Level.READ));

    /**
     * Upstream's server modes: its read-only with and without unauthenticated locking, append-only, read-write, none.
     */
    @ParameterizedTest
    @CsvSource({
        "NONE,   false, N N N N",
        "READ,   false, Y N N N",
        "READ,   true,  Y N N Y",
        "APPEND, false, Y Y N N",
        "APPEND, true,  Y Y N Y",
        "WRITE,  false, Y Y Y Y",
        "WRITE,  true,  Y Y Y Y",
        "NONE,   true,  N N N N"
    })
    void eachAccessAllowsReadStoreRemoveLockAsUpstreamDoesAndAsksToSignInOnlyWhereThatMayHelp(
            Level level, boolean locking, String allowed) {
        Access access = new Access(level, locking);
        String[] expected = allowed.split(" ");
        for (Action action : Action.values()) {
            boolean granted = expected[action.ordinal()].equals("Y");
            assertThat(Permission.of(action, access, ASKED)).isEqualTo(granted ? GRANTED : SIGN_IN_NEEDED);
            assertThat(Permission.of(action, access, WRONG))
                    .isEqualTo(granted ? GRANTED : level == Level.NONE ? SIGN_IN_NEEDED : FORBIDDEN);
            for (Caller caller : SIGNED_IN) {
                assertThat(Permission.of(action, access, caller)).isEqualTo(granted ? GRANTED : FORBIDDEN);
            }
            assertThat(Permission.of(action, access, BY_TOKEN))
                    .isEqualTo(granted ? GRANTED : level == Level.NONE ? FORBIDDEN : BEYOND_TOKEN);
        }
    }

    @Test
    void eitherOfTwoAccessesAllowsAllThatBothAllow() {
        for (Level level : Level.values()) {
            for (Level other : Level.values()) {
                for (int locks = 0; locks < 4; locks++) {
                    Access one = new Access(level, (locks & 1) != 0);
                    Access two = new Access(other, (locks & 2) != 0);
                    for (Action action : Action.values()) {
                        assertThat(one.or(two).allows(action)).isEqualTo(one.allows(action) || two.allows(action));
                    }
                }
            }
        }
    }
}
