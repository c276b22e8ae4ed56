// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.matcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Terms here are "1", which matches, and everything else, which does not. */
class ParserTest {
    private static final List<String> SOME = List.of("and", "or", "not", "(", ")", "0", "1");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0 or 1 or 0",
                "1 or 1",
                "1 and 1",
                "",
                "not ( 1 and 0 )",
                "not ( not ( not 0 ) )",
                "not(not(not(not 1)))",
                "1 and not 0",
                "1 not 0",
                "1 not not not 0",
                "1 not not not 0 and 1",
                "1 not not not 0 1",
                "not (1 and 0) and ((1 and 0) or (1 and (not 0))) and (not 0)",
                "0 and 0 or 1",
                "1 and (0 or 1",
                "1 and (0 or 1))",
                ") 1",
                "(1 (1 or 0))",
                "(0 (0 or 1))",
                "or"
            })
    void matches(String text) {
        assertThat(parse(text).matches("1"::equals, new Trace<>())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0", "1 or 1 and 0", "not", "not not not", "0 (0 or 1)", "1 0", "not ()", "1 and (1 and 0)"})
    void doesNotMatch(String text) {
        assertThat(parse(text).matches("1"::equals, new Trace<>())).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "foo (bar or baz), foo and (bar or baz)",
        "foo not (bar or baz), foo and not (bar or baz)",
        "(bar or baz) foo, (bar or baz) and foo",
        "(bar or baz) not foo, (bar or baz) and not foo",
        "foo bar, foo and bar",
        "foo not bar, foo and not bar",
        "(foo (bar or baz)), (foo and bar) or baz"
    })
    void whatMeansTheSameIsTheSame(String one, String other) {
        assertThat(parse(one)).isEqualTo(parse(other));
    }

    @Test
    void parenthesesAreWordsAndAllWhiteSpaceSeparates() {
        assertThat(Words.of("\t(a=b(c)  d\u00a0e\u3000f)\n"))
                .containsExactly("(", "a=b", "(", "c", ")", "d", "e", "f", ")");
    }

    @Test
    void termsUnderAnOddNumberOfNegationsAreNegated() {
        assertThat(parse("a not b and not (c or not d) not (not (e))").negatedOperations())
                .containsExactly("c", "b");
        assertThat(parse("a not (b or c)").operations()).containsExactly("a", "b", "c");
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void anyWordsAreAnExpressionThatMatchesOrNot(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            List<String> words = new ArrayList<>();
            for (int n = random.nextInt(20); n > 0; n--) {
                words.add(SOME.get(random.nextInt(SOME.size())));
            }
            String text = String.join(" ", words);
            Trace<String> trace = new Trace<>();
            boolean matches = parse(text).matches("1"::equals, trace);
            assertThat(parse("not (" + text.replace("(", "").replace(")", "") + ")")
                            .matches("1"::equals, new Trace<>()))
                    .as(text)
                    .isNotEqualTo(parse(text.replace("(", "").replace(")", "")).matches("1"::equals, new Trace<>()));
            assertThat(trace.results())
                    .allSatisfy(result -> assertThat(result.matched())
                            .isEqualTo(result.operation().equals("1")));
            assertThat(Matcher.combined(parse(text), new Matcher.Anything<>()).matches("1"::equals, new Trace<>()))
                    .isEqualTo(matches);
        }
    }

    @Test
    void aLongRowOfNegationsIsNoTrouble() {
        assertThat(parse("not ".repeat(2_000) + "1").matches("1"::equals, new Trace<>()))
                .isTrue();
        assertThat(parse("(".repeat(2_000) + "1").matches("1"::equals, new Trace<>()))
                .isTrue();
    }

    private static Matcher<String> parse(String text) {
        List<Token<String>> tokens = new ArrayList<>();
        for (String word : Words.of(text)) {
            tokens.add(Token.<String>syntax(word).orElseGet(() -> new Token.Operation<>(word)));
        }
        return Parser.parse(tokens);
    }
}
