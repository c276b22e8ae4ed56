// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.line;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.key.Key;
import gatehouse.repository.Uuid;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageTextTest {
    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyMessageIsReadBackAsItWasWritten(long seed) {
        Random random = new Random(seed);
        for (Message message : all(random)) {
            String line = MessageText.format(message);
            assertThat(line).doesNotContain("\n");
            assertThat(MessageText.parse(line)).as(line).contains(message);
        }
    }

    private static List<Message> all(Random random) {
        Key key = new Key("WORM-s" + random.nextInt(1000) + "--" + text(random, " \u00ff%&x"));
        List<Uuid> uuids = IntStream.range(0, random.nextInt(4))
                .mapToObj(i -> new Uuid("uuid-" + i + "-\u00e4"))
                .toList();
        long number = random.nextLong(1L << 50);
        String file = text(random, "%a/\u00ff.");
        return List.of(
                new Message.AuthSuccess(new Uuid("u")),
                new Message.AuthFailure(),
                new Message.Version(random.nextInt(10)),
                new Message.Bypass(Set.copyOf(uuids)),
                new Message.CheckPresent(key),
                new Message.LockContent(key),
                new Message.UnlockContent(),
                new Message.Remove(key),
                new Message.RemoveBefore(number, key),
                new Message.GetTimestamp(),
                new Message.Timestamp(number),
                new Message.Get(number, file, key),
                new Message.Put(file, key),
                new Message.PutFrom(number),
                new Message.AlreadyHave(uuids),
                new Message.Success(uuids),
                new Message.Failure(uuids),
                new Message.DataFollows(number),
                new Message.DataPresent(),
                new Message.Valid(),
                new Message.Invalid(),
                new Message.Error(text(random, "a b")));
    }

    private static String text(Random random, String chars) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            text.append(chars.charAt(random.nextInt(chars.length())));
        }
        return text.toString();
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(
            strings = {
                "",
                " ",
                "NONSENSE",
                "VERSION",
                "VERSION x",
                "VERSION -1",
                "DATA 99999999999999999999",
                "GET 1 file",
                "GET x file WORM--a",
                "PUT file",
                "REMOVE-BEFORE WORM--a",
                "SUCCESS x",
                "CHECKPRESENT",
                "CHECKPRESENT nokey",
                "AUTH-SUCCESS",
                "AUTH-SUCCESS a b",
                "success"
            })
    void whatIsNoMessageIsNone(String line) {
        assertThat(MessageText.parse(line)).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"a file", "tab\tfile", "line\nfile"})
    void whiteSpaceInNamesDoesNotEndThem(String file) {
        Key key = new Key("WORM--a b");
        String line = MessageText.format(new Message.Put(file, key));
        assertThat(MessageText.parse(line)).contains(new Message.Put(file.replaceAll("\\s", "_"), key));
    }
}
