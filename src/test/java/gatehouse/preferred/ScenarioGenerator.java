// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.preferred;

import gatehouse.repository.TrustLevel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Makes scenarios: the same for the same seed. */
final class ScenarioGenerator {
    private static final List<String> GROUPS = List.of(
            "client",
            "transfer",
            "backup",
            "incrementalbackup",
            "smallarchive",
            "archive",
            "source",
            "manual",
            "public",
            "unwanted",
            "foo",
            "foo",
            "foo",
            "foo",
            "bar",
            "bar",
            "bar",
            "trusted");
    private static final List<String> BACKENDS =
            List.of("SHA256", "SHA256E", "SHA1", "MD5E", "WORM", "URL", "XFOO", "BLAKE2B256", "SHA3_512", "VURL");
    private static final List<String> FOLDERS = List.of(
            "",
            "",
            "a/",
            "archive/",
            "a/archive/",
            "public/",
            "a/public/",
            "public/sub/",
            "pub/",
            "Ordner \u00e4/",
            "x/y/z/");
    private static final List<String> NAMES = List.of(
            "song.mp3",
            "it's",
            "Photo.JPG",
            "a[1]",
            "b+c",
            "\u00fcber",
            "x y",
            "w<o>rd",
            "\u4e2d",
            "back\\slash",
            "zz");
    private final Random random;

    ScenarioGenerator(long seed) {
        random = new Random(seed);
    }

    Scenario scenario(int nodes, int files) {
        ExpressionGenerator expressions = new ExpressionGenerator(random);
        Map<String, String> groupPreferred = new TreeMap<>();
        for (String group : List.of("foo", "bar", "client")) {
            if (random.nextInt(3) > 0) {
                groupPreferred.put(group, expressions.expression());
            }
        }
        return new Scenario(
                IntStream.range(0, nodes)
                        .mapToObj(i -> node(expressions, files))
                        .toList(),
                IntStream.range(0, files).mapToObj(i -> file(i, nodes)).toList(),
                groupPreferred,
                new Scenario.Settings(
                        1 + random.nextInt(3), List.of(90, 50, 30).get(random.nextInt(3)), random.nextBoolean()));
    }

    private Scenario.Node node(ExpressionGenerator expressions, int files) {
        List<String> groups = new ArrayList<>();
        for (int n = random.nextInt(4); n > 0; n--) {
            String group = one(GROUPS);
            if (!groups.contains(group)) {
                groups.add(group);
            }
        }
        int trust = random.nextInt(10);
        return new Scenario.Node(
                uuid(),
                groups,
                trust < 4 ? TrustLevel.values()[trust] : TrustLevel.SEMITRUSTED,
                random.nextInt(12) == 0 ? "" : expressions.expression(),
                random.nextInt(5) == 0 ? expressions.expression() : "",
                random.nextInt(3) == 0 ? one(List.of("pub", "a", "public/", ".")) : "",
                random.nextInt(4) == 0 ? -1 : random.nextInt(20) == 0 ? 0 : random.nextInt(files * 400));
    }

    private Scenario.AnnexedFile file(int number, int nodes) {
        List<Integer> locations = new ArrayList<>();
        int chance = random.nextInt(5);
        for (int i = 0; i < nodes; i++) {
            if (random.nextInt(12) < chance) {
                locations.add(i);
            }
        }
        String size = random.nextInt(8) == 0 ? "" : "-s" + random.nextInt(2_000);
        String key = one(BACKENDS) + size + "--" + Long.toHexString(random.nextLong()) + "x" + number;
        String name = one(FOLDERS) + number + one(NAMES);
        return new Scenario.AnnexedFile(
                key,
                new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1),
                locations,
                metadata());
    }

    private Map<String, List<String>> metadata() {
        Map<String, List<String>> metadata = new HashMap<>();
        if (random.nextInt(3) == 0) {
            metadata.put("year", List.of(one(List.of("2019", "2020", "20.5e2", "abc", " 2020 ", "-1"))));
        }
        if (random.nextInt(3) == 0) {
            metadata.put(one(List.of("tag", "Tag")), List.of("done", one(List.of("Work/now", "work", "x y", ""))));
        }
        return metadata;
    }

    private String uuid() {
        return new java.util.UUID(random.nextLong(), random.nextLong()).toString();
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
