// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticationTest {
    private static final SecureRandom RANDOM = new SecureRandom(new byte[] {7});
    private static final AccountName JOEY = new AccountName("j\u00f6ey");
    private static final PasswordHash SECRET = PasswordHash.of(new Password("pass:w\u00f6rd"), RANDOM);
    private static final PasswordHash OTHER = PasswordHash.of(new Password("another one"), RANDOM);
    private static final Connection TLS = new Connection("192.0.2.1", true);
    private static final Connection PLAIN = new Connection("192.0.2.1", false);
    private static final Connection LOOPBACK = new Connection("127.0.0.1", false);
    private static final Caller REJECTED = new Caller.Anonymous(false);
    private static final Caller SIGNED_IN = new Caller.SignedIn(JOEY, Role.USER);

    private final AtomicLong nanos = new AtomicLong();
    private final MemoryAccounts accounts = new MemoryAccounts();
    private final MemoryTokens tokens = new MemoryTokens();
    private final AccountDirectory directory = new AccountDirectory(accounts, tokens, nanos::get);
    private final TokenSignIn byToken =
            new TokenSignIn(directory, new TokenUses(tokens), InstantSource.fixed(Instant.EPOCH), nanos::get);
    private final Authentication authentication = new Authentication(
            directory, EnvironmentAccounts.NONE, byToken, Set.of(Transport.ENCRYPTED), RANDOM, nanos::get);

    @BeforeEach
    void createJoey() {
        directory.create(new Account(JOEY, SECRET, Role.USER, false, Instant.EPOCH), Author.SERVER);
    }

    @Test
    void withoutAHeaderTheCallerIsAnonymousAndMayBeAskedToSignIn() {
        assertThat(authentication.caller(Optional.empty(), PLAIN)).isEqualTo(new Caller.Anonymous(true));
    }

    @Test
    void aNameAndPasswordInUtf8WithAColonInThePasswordSignIn() {
        assertThat(signIn("j\u00f6ey:pass:w\u00f6rd", TLS)).isEqualTo(SIGNED_IN);
    }

    @Test
    void whoIsKnownIsToldAtOnceAndAskingWhoIsNotCountsAsNoFailure() {
        String right = "Basic "
                + Base64.getEncoder().encodeToString("j\u00f6ey:pass:w\u00f6rd".getBytes(StandardCharsets.UTF_8));
        String wrong =
                "Basic " + Base64.getEncoder().encodeToString("j\u00f6ey:wrong".getBytes(StandardCharsets.UTF_8));
        assertThat(authentication.known(Optional.empty(), TLS)).contains(new Caller.Anonymous(true));
        assertThat(authentication.known(Optional.of("Digest x"), TLS)).isEmpty();
        assertThat(authentication.known(Optional.of(right), TLS)).isEmpty();
        for (int i = 0; i < 2 * FailedAttempts.MOST_PER_ACCOUNT; i++) {
            assertThat(authentication.known(Optional.of(wrong), TLS)).isEmpty();
        }
        assertThat(signIn("j\u00f6ey:pass:w\u00f6rd", TLS)).isEqualTo(SIGNED_IN);
        assertThat(authentication.known(Optional.of(right), TLS)).contains(SIGNED_IN);
        assertThat(authentication.known(Optional.of(right), PLAIN)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "j\u00f6ey:wrong",
                "j\u00f6ey:",
                "j\u00f6ey",
                ":",
                "nobody:pass:w\u00f6rd",
                "J\u00d6EY:pass:w\u00f6rd"
            })
    void wrongCredentialsMakeAnAnonymousCallerThatIsNotAskedAgain(String credentials) {
        assertThat(signIn(credentials, TLS)).isEqualTo(REJECTED);
    }

    @Test
    void aPasswordThatOnlyBeginsAsTheRightOneWhereBcryptStopsReadingIsWrong() {
        String longest = "x".repeat(Password.MAX_BYTES);
        directory.changePassword(JOEY, PasswordHash.of(new Password(longest), RANDOM), Author.SERVER);
        assertThat(signIn("j\u00f6ey:" + longest, TLS)).isEqualTo(SIGNED_IN);
        assertThat(signIn("j\u00f6ey:" + longest + "y", TLS)).isEqualTo(REJECTED);
    }

    @Test
    void aNameThatIsNotUtf8IsNobody() {
        String header = "Basic " + Base64.getEncoder().encodeToString(new byte[] {(byte) 0xff, ':', 'x'});
        assertThat(authentication.caller(Optional.of(header), TLS)).isEqualTo(REJECTED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Basic",
                "Basic ",
                "Bearer abc",
                "Basic ***",
                "Basic eA=",
                "Basic eA",
                "basiceDp5",
                "Basic eDp5 x"
            })
    void aMalformedHeaderIsRefused(String header) {
        assertFailure(Failure.Malformed.class, () -> authentication.caller(Optional.of(header), TLS));
    }

    @Test
    void theSchemeMayBeWrittenInAnyCase() {
        String header = "bASIC  " + base64("j\u00f6ey:pass:w\u00f6rd");
        assertThat(authentication.caller(Optional.of(header), TLS)).isEqualTo(SIGNED_IN);
    }

    @Test
    void overPlainHttpCredentialsCountOnlyFromTheSameMachineUnlessConfigured() {
        assertThat(signIn("j\u00f6ey:pass:w\u00f6rd", PLAIN)).isEqualTo(REJECTED);
        assertThat(signIn("j\u00f6ey:pass:w\u00f6rd", LOOPBACK)).isEqualTo(SIGNED_IN);
        Authentication both = new Authentication(
                directory,
                EnvironmentAccounts.NONE,
                byToken,
                Set.of(Transport.ENCRYPTED, Transport.PLAIN),
                RANDOM,
                nanos::get);
        assertThat(both.caller(Optional.of("Basic " + base64("j\u00f6ey:pass:w\u00f6rd")), PLAIN))
                .isEqualTo(SIGNED_IN);
    }

    @Test
    void aChangedPasswordIsRefusedAtOnceAndTheNewOneTaken() {
        assertThat(signIn("j\u00f6ey:pass:w\u00f6rd", TLS)).isEqualTo(SIGNED_IN);
        directory.changePassword(JOEY, OTHER, Author.SERVER);
        assertThat(signIn("j\u00f6ey:pass:w\u00f6rd", TLS)).isEqualTo(REJECTED);
        assertThat(signIn("j\u00f6ey:another one", TLS)).isEqualTo(SIGNED_IN);
    }

    @Test
    void aDisabledOrDeletedAccountIsRefusedAtOnce() {
        assertThat(signIn("j\u00f6ey:pass:w\u00f6rd", TLS)).isEqualTo(SIGNED_IN);
        directory.changeDisabled(JOEY, true, Author.SERVER);
        assertThat(signIn("j\u00f6ey:pass:w\u00f6rd", TLS)).isEqualTo(REJECTED);
        directory.changeDisabled(JOEY, false, Author.SERVER);
        assertThat(signIn("j\u00f6ey:pass:w\u00f6rd", TLS)).isEqualTo(SIGNED_IN);
        directory.delete(JOEY, Author.SERVER);
        assertThat(signIn("j\u00f6ey:pass:w\u00f6rd", TLS)).isEqualTo(REJECTED);
    }

    @Test
    void aChangeMadeByAnotherServerShowsAfterAFewSeconds() {
        assertThat(signIn("j\u00f6ey:pass:w\u00f6rd", TLS)).isEqualTo(SIGNED_IN);
        accounts.changePassword(JOEY, OTHER, Author.SERVER);
        nanos.addAndGet(Duration.ofSeconds(AccountDirectory.STALE_SECONDS).toNanos());
        assertThat(signIn("j\u00f6ey:pass:w\u00f6rd", TLS)).isEqualTo(REJECTED);
    }

    @Test
    void theStoreIsAskedOnceForManyRequests() {
        for (int i = 0; i < 50; i++) {
            assertThat(signIn("j\u00f6ey:pass:w\u00f6rd", TLS)).isEqualTo(SIGNED_IN);
        }
        assertThat(accounts.asked).hasValue(1);
    }

    @Test
    void afterTooManyFailuresEvenTheRightPasswordMustWaitThereButNotElsewhere() {
        for (int i = 0; i < FailedAttempts.MOST_PER_ACCOUNT; i++) {
            assertThat(signIn("j\u00f6ey:wrong" + i, TLS)).isEqualTo(REJECTED);
        }
        assertFailure(Failure.Busy.class, () -> signIn("j\u00f6ey:pass:w\u00f6rd", TLS));
        assertThat(signIn("j\u00f6ey:pass:w\u00f6rd", new Connection("192.0.2.2", true)))
                .isEqualTo(SIGNED_IN);
        nanos.addAndGet(Duration.ofSeconds(FailedAttempts.WINDOW_SECONDS).toNanos());
        assertThat(signIn("j\u00f6ey:pass:w\u00f6rd", TLS)).isEqualTo(SIGNED_IN);
    }

    @Test
    void theEmptyPasswordThatGitSendsFirstIsNoFailure() {
        for (int i = 0; i < 2 * FailedAttempts.MOST_PER_ACCOUNT; i++) {
            assertThat(signIn("j\u00f6ey:", TLS)).isEqualTo(REJECTED);
        }
        assertThat(signIn("j\u00f6ey:pass:w\u00f6rd", TLS)).isEqualTo(SIGNED_IN);
    }

    @Test
    void whoIsSignedInIsNotDisturbedByAnothersFailuresFromTheSameAddress() {
        assertThat(signIn("j\u00f6ey:pass:w\u00f6rd", TLS)).isEqualTo(SIGNED_IN);
        for (int i = 0; i < FailedAttempts.MOST_PER_ACCOUNT; i++) {
            signIn("j\u00f6ey:wrong" + i, TLS);
        }
        assertThat(signIn("j\u00f6ey:pass:w\u00f6rd", TLS)).isEqualTo(SIGNED_IN);
    }

    @Test
    void manyConnectionsThatSignInAtOnceAllSucceed() throws InterruptedException {
        ConcurrentLinkedQueue<Caller> callers = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            threads.add(Thread.ofVirtual().start(() -> callers.add(signIn("j\u00f6ey:pass:w\u00f6rd", TLS))));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(callers).hasSize(64).containsOnly(SIGNED_IN);
    }

    @Test
    void accountsOfTheEnvironmentHaveTheAccessThatTheirVariablesSay() {
        Authentication environment = withEnvironment(Set.of(Transport.ENCRYPTED));
        assertThat(caller(environment, "alice:a:b", TLS)).isEqualTo(new Caller.Listed("alice", Access.WRITING));
        assertThat(caller(environment, "bob:b", TLS))
                .isEqualTo(new Caller.Listed("bob", new Access(Level.READ, false)));
        assertThat(caller(environment, "carol:c", TLS))
                .isEqualTo(new Caller.Listed("carol", new Access(Level.APPEND, true)));
        assertThat(caller(environment, "dave:d", TLS)).isEqualTo(new Caller.Listed("dave", Access.WRITING));
        assertThat(caller(environment, "alice:b", TLS)).isEqualTo(REJECTED);
        assertThat(caller(environment, "j\u00f6ey:pass:w\u00f6rd", TLS)).isEqualTo(SIGNED_IN);
    }

    @Test
    void accountsOfTheEnvironmentSignInOnlyOverTheTransportThatTheirOptionNames() {
        Caller alice = new Caller.Listed("alice", Access.WRITING);
        Authentication secure = withEnvironment(Set.of(Transport.ENCRYPTED));
        assertThat(caller(secure, "alice:a:b", PLAIN)).isEqualTo(REJECTED);
        assertThat(caller(secure, "alice:a:b", LOOPBACK)).isEqualTo(alice);
        Authentication plain = withEnvironment(Set.of(Transport.PLAIN));
        assertThat(caller(plain, "alice:a:b", PLAIN)).isEqualTo(alice);
        assertThat(caller(plain, "alice:a:b", TLS)).isEqualTo(REJECTED);
    }

    private Authentication withEnvironment(Set<Transport> accepted) {
        Map<String, String> variables = Map.of(
                "GIT_ANNEX_P2PHTTP_PASSWORD_alice", "a:b",
                "GIT_ANNEX_P2PHTTP_PASSWORD_bob", "b",
                "GIT_ANNEX_P2PHTTP_PERMISSIONS_bob", "readonly",
                "GIT_ANNEX_P2PHTTP_PASSWORD_carol", "c",
                "GIT_ANNEX_P2PHTTP_PERMISSIONS_carol", "appendonly",
                "GIT_ANNEX_P2PHTTP_PASSWORD_dave", "d",
                "GIT_ANNEX_P2PHTTP_PERMISSIONS_dave", "unknown",
                "PATH", "/bin");
        return new Authentication(
                directory,
                new EnvironmentAccounts(variables, accepted),
                byToken,
                Set.of(Transport.ENCRYPTED),
                RANDOM,
                nanos::get);
    }

    private Caller signIn(String credentials, Connection connection) {
        return caller(authentication, credentials, connection);
    }

    private static Caller caller(Authentication authentication, String credentials, Connection connection) {
        return authentication.caller(Optional.of("Basic " + base64(credentials)), connection);
    }

    private static String base64(String credentials) {
        return Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertFailure(Class<? extends Failure> kind, Runnable work) {
        assertThatThrownBy(work::run)
                .isInstanceOfSatisfying(
                        FailureException.class, e -> assertThat(e.failure()).isInstanceOf(kind));
    }
}
