// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

import java.time.Instant;

/**
 * Somebody who can sign in.
 *
 * @param disabled whether signing in is refused for now, with all else kept
 */
public record Account(AccountName name, PasswordHash passwordHash, Role role, boolean disabled, Instant created) {
    public boolean administrator() {
        return role == Role.ADMINISTRATOR;
    }
}
