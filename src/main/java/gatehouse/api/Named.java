// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.key.Key;
import gatehouse.repository.Group;
import gatehouse.repository.RemoteName;
import gatehouse.repository.Uuid;
import gatehouse.tenant.AccountName;
import gatehouse.tenant.TokenName;

/** What paths and queries name. Each method throws FailureException for what names nothing. */
final class Named {
    private Named() {}

    static Uuid uuid(String shown) {
        return ByteName.read(shown).flatMap(Uuid::of).orElseThrow(() -> Fields.malformed("not a UUID"));
    }

    static Key key(String shown) {
        return ByteName.read(shown).flatMap(Key::of).orElseThrow(() -> Fields.malformed("not a key"));
    }

    static Group group(String shown) {
        return ByteName.read(shown)
                .flatMap(Group::of)
                .orElseThrow(() -> Fields.malformed("the name of a group is one word"));
    }

    static RemoteName cluster(String shown) {
        return ByteName.read(shown)
                .flatMap(RemoteName::of)
                .orElseThrow(
                        () -> Fields.malformed("the name of a cluster is that of a remote: letters, digits and _ - ."
                                + " of which it begins with none of the last two"));
    }

    /** As git config has its name, one char for each byte. */
    static String remote(String shown) {
        return ByteName.read(shown)
                .filter(name -> !name.isEmpty() && name.chars().noneMatch(c -> c < ' '))
                .orElseThrow(() -> Fields.malformed("not the name of a remote"));
    }

    static AccountName account(String text) {
        return AccountName.of(text).orElseThrow(() -> Fields.malformed(AccountName.RULE));
    }

    static TokenName token(String text) {
        return TokenName.of(text).orElseThrow(() -> Fields.malformed(TokenName.RULE));
    }

    static RepositoryAdministration.Served served(RepositoryAdministration repositories, String shown) {
        return repositories
                .find(uuid(shown))
                .orElseThrow(() -> new FailureException(new Failure.Missing("no such repository is served")));
    }
}
