// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.repository.Uuid;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a token is, what it is called, how far it goes, and how long. */
class AccessTokenTest {
    private static final SecureRandom RANDOM = new SecureRandom(new byte[] {3});
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final Uuid[] REPOSITORIES = {new Uuid("u1"), new Uuid("u2"), new Uuid("u3")};

    @Test
    void tokensAreAllDifferentAndAreKnownByTheirForm() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            AccessToken token = AccessToken.random(RANDOM);
            assertThat(token.text()).matches("gat_[0-9A-Za-z]{36}");
            assertThat(AccessToken.of(bytes(token.text()))).contains(token);
            assertThat(seen.add(token.text())).isTrue();
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void whatDiffersFromATokenInOneCharacterIsNone(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            StringBuilder text = new StringBuilder(AccessToken.random(RANDOM).text());
            int place = random.nextInt(text.length());
            char other = (char) ('!' + random.nextInt(90));
            boolean same = text.charAt(place) == other;
            text.setCharAt(place, other);
            assertThat(AccessToken.of(bytes(text.toString())).isPresent())
                    .as(text.toString())
                    .isEqualTo(same);
        }
    }

    @Test
    void passwordsAreNoTokens() {
        String token = AccessToken.random(RANDOM).text();
        for (String shown : new String[] {"", "gat_", "correct horse", token + "x", token.substring(1), " " + token}) {
            assertThat(AccessToken.of(bytes(shown))).as(shown).isEmpty();
        }
        assertThatIllegalArgumentException().isThrownBy(() -> new AccessToken("gat_" + "x".repeat(36)));
    }

    @Test
    void noLogCanHoldATokenOrItsHash() {
        AccessToken token = AccessToken.random(RANDOM);
        TokenHash hash = TokenHash.of(token);
        assertThat(Optional.of(token).toString()).doesNotContain(token.text());
        assertThat(Optional.of(hash).toString()).doesNotContain(hash.hex());
    }

    @Test
    void aHashIsTheSha256OfTheToken() {
        TokenHash hash = TokenHash.of(AccessToken.random(RANDOM));
        assertThat(TokenHash.of(hash.bytes())).isEqualTo(hash);
        assertThatIllegalArgumentException().isThrownBy(() -> TokenHash.of(new byte[31]));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TokenHash(hash.hex().toUpperCase(java.util.Locale.ROOT)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"laptop", "7", "CI of the lab", "a.b_c-d", "b\u00fcro"})
    void aNameOfLettersAndDigitsIsOne(String name) {
        assertThat(TokenName.of(name)).contains(new TokenName(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " x", "x ", ".", "..", ".x", "x/y", "x\ny", "a;b", "x%2fy", "-x"})
    void aNameThatAPathOrALogWouldChangeIsNone(String name) {
        assertThat(TokenName.of(name)).isEmpty();
        assertThat(TokenName.of("x".repeat(TokenName.MAX_CHARS + 1))).isEmpty();
    }

    /** For every action: allowed when the owner may do it, the token is for as much, and for that repository. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aTokenAllowsWhatBothItAndItsOwnerMayDoAndNothingElse(long seed) {
        Random random = new Random(seed);
        Level[] levels = Level.values();
        for (int i = 0; i < 2000; i++) {
            Access owners = new Access(levels[random.nextInt(levels.length)], random.nextBoolean());
            Level level = levels[1 + random.nextInt(levels.length - 1)];
            Set<Uuid> listed = new HashSet<>();
            for (Uuid repository : REPOSITORIES) {
                if (random.nextBoolean()) {
                    listed.add(repository);
                }
            }
            boolean everywhere = listed.isEmpty();
            TokenScope scope = everywhere ? TokenScope.everywhere(level) : new TokenScope(level, Optional.of(listed));
            Uuid asked = REPOSITORIES[random.nextInt(REPOSITORIES.length)];
            Access left = scope.within(owners, asked);
            boolean reached = everywhere || listed.contains(asked);
            for (Action action : Action.values()) {
                boolean byToken = new Access(level, true).allows(action);
                assertThat(left.allows(action))
                        .as(owners + " " + scope + " " + asked + " " + action)
                        .isEqualTo(reached && byToken && owners.allows(action));
            }
            assertThat(left.level() == Level.ADMINISTER)
                    .isEqualTo(reached && level == Level.ADMINISTER && owners.level() == Level.ADMINISTER);
        }
    }

    @Test
    void aScopeOfNothingIsNone() {
        assertThatIllegalArgumentException().isThrownBy(() -> TokenScope.everywhere(Level.NONE));
        assertThatIllegalArgumentException().isThrownBy(() -> new TokenScope(Level.READ, Optional.of(Set.of())));
    }

    @Test
    void aTokenEndsAtItsInstantWhichIsAheadAndNotTooFar() {
        Instant latest = NOW.plus(Duration.ofDays(TokenLife.MOST_DAYS));
        TokenLife life = TokenLife.until(latest, NOW);
        assertThat(life.over(latest.minusMillis(1))).isFalse();
        assertThat(life.over(latest)).isTrue();
        assertThat(TokenLife.usual(NOW).expires()).isEqualTo(NOW.plus(Duration.ofDays(90)));
        for (Instant wrong : new Instant[] {NOW, NOW.minusMillis(1), latest.plusMillis(1), Instant.MAX, Instant.MIN}) {
            Assertions.assertThatThrownBy(() -> TokenLife.until(wrong, NOW))
                    .isInstanceOfSatisfying(
                            FailureException.class, e -> assertThat(e.failure()).isInstanceOf(Failure.Malformed.class));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
