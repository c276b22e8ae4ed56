// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.repository.Uuid;
import gatehouse.tenant.AccessToken;
import gatehouse.tenant.AccessTokens;
import gatehouse.tenant.Account;
import gatehouse.tenant.AccountName;
import gatehouse.tenant.AuditEntry;
import gatehouse.tenant.Author;
import gatehouse.tenant.IssuedToken;
import gatehouse.tenant.Level;
import gatehouse.tenant.Password;
import gatehouse.tenant.PasswordHash;
import gatehouse.tenant.Role;
import gatehouse.tenant.TokenHash;
import gatehouse.tenant.TokenLife;
import gatehouse.tenant.TokenName;
import gatehouse.tenant.TokenScope;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The access tokens, in each store. */
@ParameterizedClass(name = "{0}")
@EnumSource
class AccessTokenTableTest {
    private static final SecureRandom RANDOM = new SecureRandom(new byte[] {9});
    private static final Author AUTHOR = new Author("root", "192.0.2.7");
    private static final Instant NOW = Instant.ofEpochMilli(1_790_000_000_123L);
    private static final Instant END = NOW.plusSeconds(3600);
    private static final AccountName JOEY = new AccountName("joey");
    private static final AccountName ANN = new AccountName("ann");
    private static final Uuid ODD = new Uuid("repo-\u00ff-1");
    private static final TokenScope SCOPE = new TokenScope(Level.APPEND, Optional.of(Set.of(ODD, new Uuid("u2"))));

    @Parameter
    TestDatabase.Kind kind;

    @TempDir
    Path folder;

    private TestDatabase database;
    private OpenStore store;
    private AccessTokens tokens;

    @BeforeEach
    void open() throws Exception {
        boolean first = database == null;
        if (first) {
            database = TestDatabase.of(kind, folder);
        }
        store = new OpenStore(database, InstantSource.fixed(NOW));
        tokens = store.tables.accessTokens();
        if (first) {
            account(JOEY);
            account(ANN);
        }
    }

    @AfterEach
    void close() throws Exception {
        store.close();
    }

    @Test
    void tokensAreFoundAsTheyWereMadeInTheOrderOfTheirNamesAfterTheStoreWasReopened() throws Exception {
        IssuedToken phone = token(JOEY, "phone", TokenScope.everywhere(Level.READ), END);
        IssuedToken buero = token(JOEY, "b\u00fcro 1", SCOPE, END);
        tokens.create(phone, AUTHOR);
        tokens.create(buero, AUTHOR);
        tokens.create(token(ANN, "phone", SCOPE, END), AUTHOR);
        store.close();
        open();
        assertThat(tokens.of(JOEY)).containsExactly(buero, phone);
        assertThat(tokens.of(new AccountName("nobody"))).isEmpty();
    }

    @Test
    void aRevokedTokenIsGoneAndTheOthersStay() {
        IssuedToken phone = token(JOEY, "phone", SCOPE, END);
        tokens.create(phone, AUTHOR);
        tokens.create(token(JOEY, "laptop", SCOPE, END), AUTHOR);
        tokens.create(token(ANN, "laptop", SCOPE, END), AUTHOR);
        tokens.revoke(JOEY, new TokenName("laptop"), AUTHOR);
        assertThat(tokens.of(JOEY)).containsExactly(phone);
        assertThat(tokens.of(ANN)).hasSize(1);
        assertFailure(Failure.Missing.class, () -> tokens.revoke(JOEY, new TokenName("laptop"), AUTHOR));
    }

    @Test
    void aNameThatIsTakenIsAConflictUntilItsTokenHasExpired() {
        tokens.create(token(JOEY, "laptop", SCOPE, END), AUTHOR);
        assertFailure(Failure.Conflict.class, () -> tokens.create(token(JOEY, "laptop", SCOPE, END), AUTHOR));
        assertThat(tokens.of(JOEY)).hasSize(1);
        IssuedToken later = new IssuedToken(
                JOEY, new TokenName("laptop"), hash(), SCOPE, new TokenLife(END, END.plusSeconds(1)), Optional.empty());
        tokens.create(later, AUTHOR);
        assertThat(tokens.of(JOEY)).containsExactly(later);
    }

    @Test
    void nobodyHasMoreTokensThanAreAllowedHoweverManyAreMadeAtOnce() throws Exception {
        for (int i = 0; i < AccessTokens.MOST_OF_ACCOUNT - 2; i++) {
            tokens.create(token(JOEY, "t" + i, TokenScope.everywhere(Level.READ), END), AUTHOR);
        }
        AtomicInteger created = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            IssuedToken one = token(JOEY, "late" + i, TokenScope.everywhere(Level.READ), END);
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    tokens.create(one, AUTHOR);
                    created.incrementAndGet();
                } catch (FailureException e) {
                    assertThat(e.failure()).isInstanceOf(Failure.Conflict.class);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(tokens.of(JOEY)).hasSize(AccessTokens.MOST_OF_ACCOUNT - 2 + created.get());
        assertThat(created).hasValueBetween(1, 2);
    }

    @Test
    void aDeletedAccountLeavesNoTokenToANewOneOfItsName() {
        tokens.create(token(JOEY, "laptop", SCOPE, END), AUTHOR);
        tokens.create(token(JOEY, "phone", TokenScope.everywhere(Level.READ), END), AUTHOR);
        store.tables.accounts().delete(JOEY, AUTHOR);
        assertThat(tokens.of(JOEY)).isEmpty();
        account(JOEY);
        assertThat(tokens.of(JOEY)).isEmpty();
    }

    @Test
    void aTokenForNobodyIsRefused() {
        AccountName nobody = new AccountName("nobody");
        assertFailure(Failure.Missing.class, () -> tokens.create(token(nobody, "x", SCOPE, END), AUTHOR));
    }

    @Test
    void theLastUseOnlyGrowsAndIsNotAudited() {
        IssuedToken laptop = token(JOEY, "laptop", SCOPE, END);
        tokens.create(laptop, AUTHOR);
        assertThat(tokens.of(JOEY).getFirst().lastUsed()).isEmpty();
        tokens.used(Map.of(laptop.hash(), NOW.plusMillis(5), hash(), NOW));
        tokens.used(Map.of(laptop.hash(), NOW));
        assertThat(tokens.of(JOEY).getFirst().lastUsed()).contains(NOW.plusMillis(5));
        assertThat(audited()).hasSize(1);
    }

    @Test
    void whatIsMadeAndRevokedIsAuditedWithoutItsHash() {
        IssuedToken laptop = token(JOEY, "laptop", SCOPE, END);
        tokens.create(laptop, AUTHOR);
        tokens.revoke(JOEY, laptop.name(), AUTHOR);
        String described = "level=APPEND expires=" + END + " repositories=" + ODD + ",u2";
        assertThat(audited())
                .containsExactly(
                        new AuditEntry.Change("user.token", "joey laptop", described, ""),
                        new AuditEntry.Change("user.token", "joey laptop", "", described));
        assertThat(audited().toString()).doesNotContain(laptop.hash().hex());
    }

    private List<AuditEntry.Change> audited() {
        return store.tables.audit().before(Long.MAX_VALUE, 1000).stream()
                .map(AuditEntry::change)
                .filter(change -> change.what().equals("user.token"))
                .toList();
    }

    private void account(AccountName name) {
        PasswordHash hash = PasswordHash.of(new Password("correct horse"), RANDOM);
        store.tables.accounts().create(new Account(name, hash, Role.USER, false, NOW), AUTHOR);
    }

    private static IssuedToken token(AccountName account, String name, TokenScope scope, Instant end) {
        return new IssuedToken(account, new TokenName(name), hash(), scope, new TokenLife(NOW, end), Optional.empty());
    }

    private static TokenHash hash() {
        return TokenHash.of(AccessToken.random(RANDOM));
    }

    private static void assertFailure(Class<? extends Failure> kind, Runnable work) {
        assertThatThrownBy(work::run)
                .isInstanceOfSatisfying(
                        FailureException.class, e -> assertThat(e.failure()).isInstanceOf(kind));
    }
}
