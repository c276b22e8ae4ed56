// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.repository.Uuid;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RightsTest {
    private static final Uuid REPOSITORY = new Uuid("u1");
    private static final Uuid OTHER = new Uuid("u2");
    private static final AccountName NAME = new AccountName("joey");
    private static final Caller ANONYMOUS = new Caller.Anonymous(true);
    private static final Caller JOEY = new Caller.SignedIn(NAME, Role.USER);
    private static final Caller ADMIN = new Caller.SignedIn(new AccountName("root"), Role.ADMINISTRATOR);
    private static final Access READ = new Access(Level.READ, true);
    private static final Access APPEND = new Access(Level.APPEND, false);

    private final AtomicLong nanos = new AtomicLong();
    private final MemoryRights store = new MemoryRights();
    private final Rights rights = new Rights(store, store, READ, nanos::get);

    @Test
    void anonymousCallersHaveTheServersDefaultUnlessTheRepositorySaysOtherwise() {
        assertThat(rights.access(ANONYMOUS, REPOSITORY)).isEqualTo(READ);
        rights.changeAnonymous(REPOSITORY, Optional.of(Access.NOTHING), Author.SERVER);
        assertThat(rights.access(ANONYMOUS, REPOSITORY)).isEqualTo(Access.NOTHING);
        assertThat(rights.access(ANONYMOUS, OTHER)).isEqualTo(READ);
        rights.changeAnonymous(REPOSITORY, Optional.empty(), Author.SERVER);
        assertThat(rights.access(ANONYMOUS, REPOSITORY)).isEqualTo(READ);
    }

    @Test
    void whoHasSignedInHasWhatWasGivenAndWhatAnybodyHas() {
        assertThat(rights.access(JOEY, REPOSITORY)).isEqualTo(READ);
        rights.give(new Grant(NAME, REPOSITORY, APPEND), Author.SERVER);
        assertThat(rights.access(JOEY, REPOSITORY)).isEqualTo(new Access(Level.APPEND, true));
        assertThat(rights.access(JOEY, OTHER)).isEqualTo(READ);
        rights.take(NAME, REPOSITORY, Author.SERVER);
        assertThat(rights.access(JOEY, REPOSITORY)).isEqualTo(READ);
    }

    @Test
    void administratorsHaveEverythingAndAccountsOfTheEnvironmentWhatTheySay() {
        assertThat(rights.access(ADMIN, REPOSITORY)).isEqualTo(Access.EVERYTHING);
        assertThat(rights.access(new Caller.Listed("bob", Access.NOTHING), REPOSITORY))
                .isEqualTo(Access.NOTHING);
    }

    @Test
    void aChangeMadeByAnotherServerShowsAfterAFewSeconds() {
        assertThat(rights.access(JOEY, REPOSITORY)).isEqualTo(READ);
        store.give(new Grant(NAME, REPOSITORY, APPEND), Author.SERVER);
        store.changeAnonymous(REPOSITORY, Optional.of(Access.NOTHING), Author.SERVER);
        assertThat(rights.access(JOEY, REPOSITORY)).isEqualTo(READ);
        nanos.addAndGet(Duration.ofSeconds(Rights.STALE_SECONDS).toNanos());
        assertThat(rights.access(JOEY, REPOSITORY)).isEqualTo(APPEND);
    }

    @Test
    void anAccountThatIsForgottenHasNothingLeftInMemory() {
        rights.give(new Grant(NAME, REPOSITORY, Access.EVERYTHING), Author.SERVER);
        assertThat(rights.access(JOEY, REPOSITORY)).isEqualTo(Access.EVERYTHING);
        store.take(NAME, REPOSITORY, Author.SERVER);
        rights.forget(NAME);
        assertThat(rights.access(JOEY, REPOSITORY)).isEqualTo(READ);
    }

    @Test
    void settingsOfTheTrashShowAtOnce() {
        assertThat(rights.settings(REPOSITORY).trashRetentionSeconds()).isZero();
        rights.changeTrashRetention(REPOSITORY, 60, Author.SERVER);
        assertThat(rights.settings(REPOSITORY).trashRetentionSeconds()).isEqualTo(60);
    }

    @Test
    void whatAMaxsizeMeansShowsAtOnce() {
        assertThat(rights.settings(REPOSITORY).maxSizeRule()).isEqualTo(MaxSizeRule.ADVISORY);
        rights.changeMaxSizeRule(REPOSITORY, MaxSizeRule.HARD, Author.SERVER);
        assertThat(rights.settings(REPOSITORY).maxSizeRule()).isEqualTo(MaxSizeRule.HARD);
    }
}
