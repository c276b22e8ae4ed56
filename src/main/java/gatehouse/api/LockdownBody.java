// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import gatehouse.tenant.Lockdown;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What becomes of settings that are pushed by those who may not administer the repository, as the API writes it.
 *
 * @param lockdown {@code off}, {@code drop} or {@code refuse}
 */
@Schema(name = "Lockdown")
public record LockdownBody(
        @Schema(enumeration = {"off", "drop", "refuse"}) String lockdown) {
    static String of(Lockdown lockdown) {
        return lockdown.name().toLowerCase(Locale.ROOT);
    }

    /** @throws gatehouse.failure.FailureException Malformed when it is none of these */
    static Lockdown read(InputStream body) throws IOException {
        String word = Fields.read(body, Set.of("lockdown")).text("lockdown");
        for (Lockdown lockdown : Lockdown.values()) {
            if (of(lockdown).equals(word)) {
                return lockdown;
            }
        }
        throw Fields.malformed("lockdown is off, drop or refuse");
    }
}
