// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.key;

import java.util.OptionalLong;
import java.util.Random;

/** A text that is a key by construction, with what must be read out of it. */
final class RandomKey {
    final String backend;
    final String name;
    final OptionalLong size;
    /** With numbers that may have leading zeros. */
    final String text;

    final String canonicalText;

    RandomKey(Random random) {
        backend = bytes(random, 1 + random.nextInt(8)).replace('-', '_');
        name = bytes(random, random.nextInt(60));
        StringBuilder written = new StringBuilder(backend);
        StringBuilder canonical = new StringBuilder(backend);
        OptionalLong writtenSize = OptionalLong.empty();
        for (char mark : "smSC".toCharArray()) {
            if (random.nextBoolean()) {
                long number = random.nextLong() >>> 1 >>> random.nextInt(63);
                writtenSize = mark == 's' ? OptionalLong.of(number) : writtenSize;
                written.append('-')
                        .append(mark)
                        .append("0".repeat(random.nextInt(3)))
                        .append(number);
                canonical.append('-').append(mark).append(number);
            }
        }
        size = writtenSize;
        text = written.append("--").append(name).toString();
        canonicalText = canonical.append("--").append(name).toString();
    }

    @Override
    public String toString() {
        return text;
    }

    /** Half of them those that keys and their file names treat in a way of their own; NUL is not among them. */
    private static String bytes(Random random, int length) {
        String marked = "&%:/.-as";
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            boolean any = random.nextBoolean();
            text.append(any ? (char) (1 + random.nextInt(255)) : marked.charAt(random.nextInt(marked.length())));
        }
        return text.toString();
    }
}
