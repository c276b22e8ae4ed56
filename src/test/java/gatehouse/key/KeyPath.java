// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.key;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** One line of the fixture paths.txt, as byte texts: a key and where git-annex puts it. */
record KeyPath(List<String> words) {
    String lower() {
        return words.get(0);
    }

    String mixed() {
        return words.get(1);
    }

    String fileName() {
        return words.get(2);
    }

    String key() {
        return words.get(3);
    }

    static List<KeyPath> ofGitAnnex() throws IOException {
        try (InputStream fixture = Objects.requireNonNull(KeyPath.class.getResourceAsStream("paths.txt"))) {
            return new String(fixture.readAllBytes(), StandardCharsets.ISO_8859_1)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> new KeyPath(List.of(line.split(" ", -1))))
                    .toList();
        }
    }
}
