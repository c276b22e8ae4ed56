// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.tenant.Access;
import gatehouse.tenant.Level;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldsTest {
    @Test
    void fieldsAreReadAsTheirKindAndMayBeLeftOutWhereADefaultIsGiven() throws IOException {
        Fields fields = read("{\"text\":\"\u00e9\",\"number\":12,\"flag\":true}");
        assertThat(fields.text("text")).isEqualTo("\u00e9");
        assertThat(fields.number("number")).isEqualTo(12);
        assertThat(fields.flag("flag")).isTrue();
        Fields none = read("{}");
        assertThat(none.has("text")).isFalse();
        assertThat(none.flag("flag", true)).isTrue();
        assertMalformed(() -> none.text("text"), "text is missing");
    }

    @Test
    void anotherKindIsRefused() throws IOException {
        Fields fields = read("{\"text\":1,\"number\":\"1\",\"flag\":null}");
        assertMalformed(() -> fields.text("text"), "text must be a string");
        assertMalformed(() -> fields.line("text", 5), "text must be a string");
        assertMalformed(() -> fields.number("number"), "number must be a number");
        assertMalformed(() -> fields.flag("flag"), "flag must be true or false");
        assertMalformed(() -> fields.texts("text", 5), "text must be an array of strings, at most 5");
    }

    @Test
    void anArrayHasStringsAloneAndNotTooMany() throws IOException {
        assertThat(read("{\"text\":[]}").texts("text", 0)).isEmpty();
        assertThat(read("{\"text\":[\"b\",\"a\"]}").texts("text", 2)).containsExactly("b", "a");
        for (String array : new String[] {"[\"a\",\"b\",\"c\"]", "[\"a\",1]", "[[\"a\"]]", "{\"a\":1}"}) {
            assertMalformed(
                    () -> read("{\"text\":" + array + "}").texts("text", 2),
                    "text must be an array of strings, at most 2");
        }
    }

    @Test
    void aLineThatIsTooLongOrIsTwoIsRefused() throws IOException {
        String reason = "text has at most 5 characters, and no control characters";
        assertThat(read("{\"text\":\"12345\"}").line("text", 5)).isEqualTo("12345");
        assertMalformed(() -> read("{\"text\":\"123456\"}").line("text", 5), reason);
        assertMalformed(() -> read("{\"text\":\"1\\n2\"}").line("text", 5), reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "1e30", "9223372036854775808"})
    void aNumberThatIsNoLongIsRefused(String number) throws IOException {
        Fields fields = read("{\"number\":" + number + "}");
        assertMalformed(() -> fields.number("number"), "number must be a whole number");
    }

    @Test
    void anUnknownFieldIsRefusedInOneLineWhateverItsName() {
        assertMalformed(() -> read("{\"a\\nb\":1}"), "there is no field \"a\\nb\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "1", "null", "{", "{\"text\":1}x", "\u0000"})
    void aBodyThatIsNotOneObjectIsRefused(String body) {
        assertMalformed(() -> read(body), "the body must be one JSON object");
    }

    @Test
    void anOverlongBodyOrADeepOneIsRefused() {
        assertMalformed(() -> read(" ".repeat(16 * 1024) + "{}"), "the body has at most 16384 bytes");
        assertMalformed(() -> read("{\"text\":" + "[".repeat(10_000)), "the body must be one JSON object");
    }

    @Test
    void anAccessIsReadWithLockingUnlessSaidOtherwise() throws IOException {
        assertThat(access("{\"level\":\"read\"}").access()).isEqualTo(new Access(Level.READ, true));
        assertThat(access("{\"level\":\"append\",\"locking\":false}").access())
                .isEqualTo(new Access(Level.APPEND, false));
        assertThat(access("{\"level\":\"default\"}").anonymous()).isEmpty();
        assertThat(access("{\"level\":\"none\"}").anonymous()).contains(Access.NOTHING);
        for (String level : new String[] {"READ", "", "default", "all"}) {
            AccessBody body = access("{\"level\":\"" + level + "\"}");
            assertMalformed(body::access, "level is none, read, append, write or administer");
        }
    }

    private interface Work {
        Object run() throws IOException;
    }

    private static void assertMalformed(Work work, String reason) {
        assertThatThrownBy(work::run)
                .isInstanceOfSatisfying(
                        FailureException.class, e -> assertThat(e.failure()).isEqualTo(new Failure.Malformed(reason)));
    }

    private static Fields read(String body) throws IOException {
        return Fields.read(stream(body), Set.of("text", "number", "flag"));
    }

    private static AccessBody access(String body) throws IOException {
        return AccessBody.read(stream(body));
    }

    private static ByteArrayInputStream stream(String body) {
        return new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8));
    }
}
