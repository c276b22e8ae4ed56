// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import gatehouse.tenant.Access;
import gatehouse.tenant.Level;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An access as the API writes it.
 *
 * @param level {@code none}, {@code read}, {@code append}, {@code write} or {@code administer}; of anonymous users also
 *     {@code default}, which leaves it to the server's default
 */
@Schema(name = "Access")
public record AccessBody(
        @Schema(enumeration = {"none", "read", "append", "write", "administer", "default"})
        String level,

        @Schema(description = "true when not given; everybody who may write, may lock", defaultValue = "true")
        boolean locking) {
    private static final String DEFAULT = "default";

    static AccessBody of(Access access) {
        return new AccessBody(access.level().name().toLowerCase(Locale.ROOT), access.locking());
    }

    static AccessBody of(Optional<Access> access) {
        return access.map(AccessBody::of).orElse(new AccessBody(DEFAULT, false));
    }

    static AccessBody read(InputStream body) throws IOException {
        Fields fields = Fields.read(body, Set.of("level", "locking"));
        return new AccessBody(fields.text("level"), fields.flag("locking", true));
    }

    /** @throws gatehouse.failure.FailureException Malformed when the level is none of these */
    Access access() {
        for (Level known : Level.values()) {
            if (known.name().toLowerCase(Locale.ROOT).equals(level)) {
                return new Access(known, locking);
            }
        }
        throw Fields.malformed("level is none, read, append, write or administer");
    }

    /**
     * Empty for the server's default.
     *
     * @throws gatehouse.failure.FailureException Malformed as {@link #access}, or when they were to administer
     */
    Optional<Access> anonymous() {
        if (level.equals(DEFAULT)) {
            return Optional.empty();
        }
        Access access = access();
        if (access.level() == Level.ADMINISTER) {
            throw Fields.malformed("who has not signed in cannot administer");
        }
        return Optional.of(access);
    }
}
