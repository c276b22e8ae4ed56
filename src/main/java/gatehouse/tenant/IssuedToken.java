// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a token that was given out: all but the token itself.
 *
 * @param account whose it is
 * @param name unlike those of the account's other tokens
 * @param lastUsed to about a minute; empty when it never was
 */
public record IssuedToken(
        AccountName account,
        TokenName name,
        TokenHash hash,
        TokenScope scope,
        TokenLife life,
        Optional<Instant> lastUsed) {}
