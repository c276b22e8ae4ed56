// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.repository.Uuid;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Programs that show a token in place of the password, from the header to what they may do. */
class TokenSignInTest {
    private static final SecureRandom RANDOM = new SecureRandom(new byte[] {5});
    private static final AccountName JOEY = new AccountName("joey");
    private static final AccountName ANN = new AccountName("ann");
    private static final PasswordHash SECRET = PasswordHash.of(new Password("password"), RANDOM);
    private static final TokenName LAPTOP = new TokenName("laptop");
    private static final Connection TLS = new Connection("192.0.2.1", true);
    private static final Connection ELSEWHERE = new Connection("192.0.2.2", true);
    private static final Uuid REPOSITORY = new Uuid("u1");
    private static final Uuid OTHER = new Uuid("u2");
    private static final Caller ASKED_AGAIN = new Caller.Anonymous(true);
    private static final Access READ = new Access(Level.READ, true);

    private final AtomicLong nanos = new AtomicLong();
    private final MemoryAccounts accounts = new MemoryAccounts();
    private final MemoryTokens tokens = new MemoryTokens();
    private final MemoryRights store = new MemoryRights();
    private final AccountDirectory directory = new AccountDirectory(accounts, tokens, nanos::get);
    private final Rights rights = new Rights(store, store, Access.NOTHING, nanos::get);
    private final TokenUses uses = new TokenUses(tokens);
    private final Authentication authentication = new Authentication(
            directory,
            EnvironmentAccounts.NONE,
            new TokenSignIn(directory, uses, this::now, nanos::get),
            Set.of(Transport.ENCRYPTED),
            RANDOM,
            nanos::get);
    private final TokenIssuing issuing = new TokenIssuing(directory, rights, RANDOM, this::now);

    private Instant now() {
        return Instant.EPOCH.plusNanos(nanos.get());
    }

    @BeforeEach
    void accountsAndRights() {
        directory.create(new Account(JOEY, SECRET, Role.USER, false, Instant.EPOCH), Author.SERVER);
        directory.create(new Account(ANN, SECRET, Role.ADMINISTRATOR, false, Instant.EPOCH), Author.SERVER);
        rights.give(new Grant(JOEY, REPOSITORY, Access.WRITING), Author.SERVER);
        rights.give(new Grant(JOEY, OTHER, Access.WRITING), Author.SERVER);
    }

    @Test
    void aTokenIsThePasswordOfItsOwnerAloneAndIsKnownAtOnce() {
        String token = issue(JOEY, TokenScope.everywhere(Level.APPEND));
        Caller expected =
                new Caller.ByToken(new Caller.SignedIn(JOEY, Role.USER), LAPTOP, TokenScope.everywhere(Level.APPEND));
        assertThat(known("joey", token)).contains(expected);
        assertThat(caller("joey", token, TLS)).isEqualTo(expected);
        assertThat(known("ann", token)).isEmpty();
        assertThat(caller("ann", token, TLS)).isEqualTo(ASKED_AGAIN);
        assertThat(caller("nobody", token, TLS)).isEqualTo(ASKED_AGAIN);
        assertThat(expected.label()).isEqualTo("joey (token laptop)");
    }

    @Test
    void aTokenIsNotUsedWhereAPasswordIsNot() {
        String token = issue(JOEY, TokenScope.everywhere(Level.READ));
        Connection plain = new Connection("192.0.2.1", false);
        assertThat(caller("joey", token, plain)).isEqualTo(new Caller.Anonymous(false));
        assertThat(authentication.known(header("joey", token), plain)).isEmpty();
    }

    @Test
    void whatATokenAllowsIsTheLeastOfItAndOfWhatItsOwnerMayAtThatTime() {
        Caller caller = caller("joey", issue(JOEY, new TokenScope(Level.APPEND, Optional.of(Set.of(REPOSITORY)))), TLS);
        assertThat(rights.access(caller, REPOSITORY)).isEqualTo(new Access(Level.APPEND, true));
        assertThat(rights.permission(caller, REPOSITORY, Action.REMOVE)).isEqualTo(Permission.BEYOND_TOKEN);
        assertThat(rights.access(caller, OTHER)).isEqualTo(Access.NOTHING);
        assertThat(rights.permission(caller, OTHER, Action.READ)).isEqualTo(Permission.FORBIDDEN);
        rights.give(new Grant(JOEY, REPOSITORY, READ), Author.SERVER);
        assertThat(rights.access(caller, REPOSITORY)).isEqualTo(READ);
        rights.take(JOEY, REPOSITORY, Author.SERVER);
        assertThat(rights.access(caller, REPOSITORY)).isEqualTo(Access.NOTHING);
    }

    @Test
    void anAdministratorsTokenGoesNoFurtherThanItSays() {
        Caller caller = caller("ann", issue(ANN, new TokenScope(Level.READ, Optional.of(Set.of(REPOSITORY)))), TLS);
        assertThat(rights.access(caller, REPOSITORY)).isEqualTo(READ);
        assertThat(rights.access(caller, OTHER)).isEqualTo(Access.NOTHING);
    }

    @Test
    void whatIsOpenToEverybodyIsOpenToEveryToken() {
        rights.changeAnonymous(OTHER, Optional.of(READ), Author.SERVER);
        Caller caller = caller("joey", issue(JOEY, new TokenScope(Level.WRITE, Optional.of(Set.of(REPOSITORY)))), TLS);
        assertThat(rights.access(caller, OTHER)).isEqualTo(READ);
    }

    @Test
    void aRevokedTokenIsRefusedAtOnceEvenWhereItWasKnown() {
        String token = issue(JOEY, TokenScope.everywhere(Level.READ));
        assertThat(known("joey", token)).isPresent();
        directory.revokeToken(JOEY, LAPTOP, Author.SERVER);
        assertThat(known("joey", token)).isEmpty();
        assertThat(caller("joey", token, TLS)).isEqualTo(ASKED_AGAIN);
    }

    @Test
    void anExpiredTokenIsRefusedFromItsInstantOn() {
        Instant end = now().plusSeconds(60);
        String token = issuing.issue(
                        new TokenIssuing.Wanted(JOEY, LAPTOP, TokenScope.everywhere(Level.READ), Optional.of(end)),
                        Author.SERVER)
                .token()
                .text();
        nanos.addAndGet(Duration.ofSeconds(60).toNanos() - 1);
        assertThat(known("joey", token)).isPresent();
        nanos.incrementAndGet();
        assertThat(known("joey", token)).isEmpty();
        for (int i = 0; i < 2 * FailedAttempts.MOST_PER_ACCOUNT; i++) {
            assertThat(caller("joey", token, TLS)).isEqualTo(ASKED_AGAIN);
        }
    }

    @Test
    void aDisabledOrDeletedAccountEndsItsTokensAtOnceAlsoForOneOfItsName() {
        String token = issue(JOEY, TokenScope.everywhere(Level.READ));
        directory.changeDisabled(JOEY, true, Author.SERVER);
        assertThat(known("joey", token)).isEmpty();
        directory.changeDisabled(JOEY, false, Author.SERVER);
        assertThat(known("joey", token)).isPresent();
        tokens.revoke(JOEY, LAPTOP, Author.SERVER);
        directory.delete(JOEY, Author.SERVER);
        assertThat(known("joey", token)).isEmpty();
        directory.create(new Account(JOEY, SECRET, Role.USER, false, Instant.EPOCH), Author.SERVER);
        assertThat(known("joey", token)).isEmpty();
    }

    @Test
    void aTokenRevokedThroughAnotherServerIsRefusedAfterAFewSeconds() {
        String token = issue(JOEY, TokenScope.everywhere(Level.READ));
        assertThat(known("joey", token)).isPresent();
        tokens.revoke(JOEY, LAPTOP, Author.SERVER);
        nanos.addAndGet(Duration.ofSeconds(AccountDirectory.STALE_SECONDS).toNanos());
        assertThat(known("joey", token)).isEmpty();
    }

    @Test
    void tooManyWrongTokensMustWaitButKeepNeitherAPasswordNorAnotherTokenOut() {
        String token = issue(JOEY, TokenScope.everywhere(Level.READ));
        for (int i = 0; i < FailedAttempts.MOST_PER_ACCOUNT; i++) {
            assertThat(caller("joey", AccessToken.random(RANDOM).text(), TLS)).isEqualTo(ASKED_AGAIN);
        }
        assertThatThrownBy(() -> caller("joey", AccessToken.random(RANDOM).text(), TLS))
                .isInstanceOfSatisfying(
                        FailureException.class, e -> assertThat(e.failure()).isInstanceOf(Failure.Busy.class));
        assertThat(caller("joey", AccessToken.random(RANDOM).text(), ELSEWHERE)).isEqualTo(ASKED_AGAIN);
        for (Connection connection : List.of(TLS, ELSEWHERE)) {
            assertThat(caller("joey", token, connection)).isInstanceOf(Caller.ByToken.class);
            assertThat(caller("joey", "password", connection)).isEqualTo(new Caller.SignedIn(JOEY, Role.USER));
        }
    }

    @Test
    void oneWrongTokenShownAgainAndAgainIsOneFailure() {
        String wrong = AccessToken.random(RANDOM).text();
        for (int i = 0; i < 5 * FailedAttempts.MOST_PER_ACCOUNT; i++) {
            assertThat(caller("joey", wrong, TLS)).isEqualTo(ASKED_AGAIN);
        }
    }

    @Test
    void theLastUseIsNotedOnceAMinuteAndWrittenLater() {
        String token = issue(JOEY, TokenScope.everywhere(Level.READ));
        for (int i = 0; i < 60; i++) {
            assertThat(known("joey", token)).isPresent();
            uses.write();
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        }
        assertThat(tokens.written).hasValue(1);
        assertThat(directory.tokens(JOEY).getFirst().lastUsed()).contains(Instant.EPOCH);
        assertThat(known("joey", token)).isPresent();
        assertThat(directory.tokens(JOEY).getFirst().lastUsed()).contains(Instant.EPOCH);
        uses.write();
        assertThat(directory.tokens(JOEY).getFirst().lastUsed()).contains(Instant.EPOCH.plusSeconds(60));
    }

    @Test
    void aTokenIsIssuedOnlyForWhatItsOwnerMayUse() {
        TokenScope nowhere = new TokenScope(Level.READ, Optional.of(Set.of(REPOSITORY, new Uuid("u9"))));
        assertThatThrownBy(() -> issue(JOEY, nowhere))
                .isInstanceOfSatisfying(
                        FailureException.class, e -> assertThat(e.failure()).isInstanceOf(Failure.Missing.class));
        assertThatThrownBy(() -> issue(new AccountName("nobody"), TokenScope.everywhere(Level.READ)))
                .isInstanceOfSatisfying(
                        FailureException.class, e -> assertThat(e.failure()).isInstanceOf(Failure.Missing.class));
        assertThat(directory.tokens(JOEY)).isEmpty();
    }

    private String issue(AccountName account, TokenScope scope) {
        return issuing.issue(new TokenIssuing.Wanted(account, LAPTOP, scope, Optional.empty()), Author.SERVER)
                .token()
                .text();
    }

    private Caller caller(String name, String password, Connection connection) {
        return authentication.caller(header(name, password), connection);
    }

    private Optional<Caller> known(String name, String password) {
        return authentication.known(header(name, password), TLS);
    }

    private static Optional<String> header(String name, String password) {
        String credentials = name + ":" + password;
        return Optional.of("Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
    }
}
