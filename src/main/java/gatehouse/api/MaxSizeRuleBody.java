// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import gatehouse.tenant.MaxSizeRule;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What a maxsize means, as the API writes it.
 *
 * @param rule {@code advisory} or {@code hard}
 */
@Schema(name = "MaxSizeRule")
public record MaxSizeRuleBody(
        @Schema(enumeration = {"advisory", "hard"}) String rule) {
    static String of(MaxSizeRule rule) {
        return rule.name().toLowerCase(Locale.ROOT);
    }

    /** @throws gatehouse.failure.FailureException Malformed when it is none of these */
    static MaxSizeRule read(InputStream body) throws IOException {
        String word = Fields.read(body, Set.of("rule")).text("rule");
        for (MaxSizeRule rule : MaxSizeRule.values()) {
            if (of(rule).equals(word)) {
                return rule;
            }
        }
        throw Fields.malformed("rule is advisory or hard");
    }
}
