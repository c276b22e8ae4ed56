// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import gatehouse.preferred.PreferredContent;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An expression as the API writes it.
 *
 * @param expression in git-annex's language of preferred content; empty for none
 */
@Schema(name = "Expression")
public record ExpressionBody(String expression) {
    /** @param byteText one char for each byte */
    static ExpressionBody of(String byteText) {
        return new ExpressionBody(ByteName.shown(byteText));
    }

    /**
     * One char for each byte.
     *
     * @throws gatehouse.failure.FailureException Malformed when git-annex would not take it, with its reason
     */
    static String read(InputStream body) throws IOException {
        String text = ByteName.read(Fields.read(body, Set.of("expression")).text("expression"))
                .orElseThrow(() -> Fields.malformed("what is in brackets is not base64url"));
        Optional<String> complaint = PreferredContent.complaint(text);
        if (complaint.isPresent()) {
            throw Fields.malformed(complaint.get());
        }
        return text;
    }
}
