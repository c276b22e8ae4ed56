// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.preferred.ExpressionGenerator;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who wants what, by the running server and by the real git-annex in the repository that it serves. */
@BeyondTheReference("it has no API for administrators")
@WithServer
class WantedIT {
    private static final int FILES = 12;
    private static final int PLACES = 6;
    private static final List<String> GROUPS = List.of("client", "archive", "backup", "foo", "foo", "bar");

    private final Bench bench;
    private final AdminApi api;

    WantedIT(Bench bench) {
        this.bench = bench;
        this.api = AdminApi.of(bench);
    }

    private record Annexed(String name, String key) {}

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {71, 72, 73})
    void theApiAnswersAsGitAnnexDoes(long seed) {
        Random random = new Random(seed);
        ServedRepository served = withFiles("asked-" + seed);
        List<Annexed> files = files(served, random);
        List<String> places = places(served, files, random);
        settle(served, places, random);
        new Clone(served.machine(), served.folder())
                .write(".gitattributes", Request.bytes("*.mp3 annex.numcopies=2\n"))
                .write("archive/.gitattributes", Request.bytes("* annex.numcopies=4\n"));
        sizesAreInStep(served);
        int wanted = 0;
        for (String place : places) {
            Set<String> get = found(served, "--want-get-by=" + place);
            Set<String> drop = found(served, "--want-drop-by=" + place);
            wanted += get.size();
            for (Annexed file : files) {
                JsonObject answer = ask(served, file, place);
                String as = place + " " + file + " " + answer;
                assertThat(answer.getBoolean("wantGet")).as("get " + as).isEqualTo(get.contains(file.key()));
                assertThat(answer.getBoolean("wantDrop")).as("drop " + as).isEqualTo(drop.contains(file.key()));
            }
        }
        assertThat(wanted).as("how many are wanted anywhere").isBetween(1, FILES * places.size() - 1);
    }

    @Test
    void theAnswerSaysWhy() {
        ServedRepository served = withFiles("why");
        List<Annexed> files = files(served, new Random(1));
        Annexed file = files.get(0);
        String locations = of(served) + "/locations/here";
        put(locations + "/groups/backup");
        expression(of(served) + "/groupwanted/backup", "standard and not copies=5");
        expression(locations + "/wanted", "groupwanted");
        expression(locations + "/required", "include=*" + file.name() + " and largerthan=0");

        JsonObject answer = ask(served, file, "here");
        assertThat(answer.getBoolean("present")).isTrue();
        assertThat(answer.getBoolean("required")).isTrue();
        assertThat(answer.getBoolean("enoughElsewhere")).isFalse();
        assertThat(answer.getJsonObject("get").getString("explanation"))
                .startsWith("matches preferred content: groupwanted[TRUE]");
        assertThat(answer.getJsonObject("get").getJsonArray("terms").toString())
                .contains("{\"matched\":true,\"term\":\"groupwanted\",\"within\":[]}")
                .contains("{\"matched\":true,\"term\":\"standard\",\"within\":[\"groupwanted\"]}")
                .contains("\"within\":[\"groupwanted\",\"standard\"]");
        assertThat(answer.getJsonObject("require").getString("explanation"))
                .isEqualTo("matches required content: include=*" + file.name() + "[TRUE] and largerthan=0[TRUE]");

        expression(locations + "/wanted", "not present");
        expression(locations + "/required", "");
        JsonObject unstable = ask(served, file, "here");
        assertThat(unstable.getBoolean("wantGet")).isFalse();
        assertThat(unstable.getJsonObject("get").getString("problem"))
                .contains("not stable due to negated use of present");
        assertThat(unstable.getJsonObject("require").getBoolean("configured")).isFalse();

        served.machine().shell(served.folder(), laterExpression(served)).ok();
        JsonObject notUnderstood = ask(served, file, "here");
        assertThat(notUnderstood.getBoolean("wantGet"))
                .as("what is present is kept")
                .isTrue();
        assertThat(notUnderstood.getJsonObject("get").getString("problem"))
                .contains("is not understood")
                .contains("ofthefuture=1");
    }

    /** What a newer git-annex may have written. */
    private static String laterExpression(ServedRepository served) {
        return "git annex wanted here present && git checkout -q -b t git-annex"
                + " && echo '" + served.uuid() + " ofthefuture=1 timestamp=9999999999s' >>preferred-content.log"
                + " && git commit -q -a -m later && git checkout -q - && git branch -q -f git-annex t";
    }

    /** A repository with a work tree, made while the server runs. */
    private ServedRepository withFiles(String name) {
        ServedRepository served = ServedRepository.withFiles(
                bench.machine(), bench.server().folder().resolve(name));
        AnnexApi there = new AnnexApi(bench.server(), served.uuid());
        Poll.until(
                "the new repository is served",
                () -> there.post("checkpresent", "WORM-s0--x").status() == 200);
        return served;
    }

    private static List<Annexed> files(ServedRepository served, Random random) {
        Clone folder = new Clone(served.machine(), served.folder());
        List<String> names = IntStream.range(0, FILES)
                .mapToObj(i -> List.of("", "a/", "archive/", "public/").get(random.nextInt(4))
                        + i
                        + List.of("song.mp3", "b+c", "it's", "\u00fcber").get(random.nextInt(4)))
                .toList();
        names.forEach(name -> folder.write(name, Keys.content(random, 1 + random.nextInt(3000))));
        folder.commit();
        List<Annexed> files = new ArrayList<>();
        names.forEach(name -> files.add(new Annexed(name, folder.key(name))));
        return files;
    }

    /** Repositories that are nowhere, and some of the files in them; the served one is the last. */
    private static List<String> places(ServedRepository served, List<Annexed> files, Random random) {
        List<String> places = new ArrayList<>();
        StringBuilder present = new StringBuilder();
        for (int i = 0; i < PLACES; i++) {
            String uuid = new UUID(random.nextLong(), random.nextLong()).toString();
            places.add(uuid);
            files.stream()
                    .filter(file -> random.nextInt(3) == 0)
                    .forEach(file -> present.append("git annex setpresentkey '")
                            .append(file.key())
                            .append("' ")
                            .append(uuid)
                            .append(" 1\n"));
            present.append("git config remote.r")
                    .append(i)
                    .append(".annex-uuid ")
                    .append(uuid)
                    .append(" && git config remote.r")
                    .append(i)
                    .append(".url /nowhere\n");
        }
        served.machine().shell(served.folder(), present.toString()).ok();
        places.add(shelf(served));
        places.add(served.uuid());
        describe(served, files, random);
        return places;
    }

    /** A special remote with a folder that it prefers. */
    private static String shelf(ServedRepository served) {
        served.machine()
                .shell(
                        served.folder(),
                        "mkdir ../../shelf-of-" + served.name() + " && git annex initremote shelf type=directory"
                                + " directory=../../shelf-of-" + served.name() + " encryption=none preferreddir=a")
                .ok();
        return served.git("config", "remote.shelf.annex-uuid").ok().line();
    }

    /** Metadata and URLs, for some. */
    private static void describe(ServedRepository served, List<Annexed> files, Random random) {
        for (Annexed file : files) {
            if (random.nextInt(2) == 0) {
                String year = Integer.toString(2018 + random.nextInt(4));
                served.annex("metadata", "--key", file.key(), "-s", "year=" + year, "-s", "tag+=done")
                        .ok();
            }
            if (random.nextInt(4) == 0) {
                served.annex("registerurl", file.key(), "http://example.invalid/" + file.name())
                        .ok();
            }
        }
    }

    private void settle(ServedRepository served, List<String> places, Random random) {
        ExpressionGenerator expressions = new ExpressionGenerator(random);
        for (String place : places) {
            String path = of(served) + "/locations/" + place;
            if (random.nextInt(4) > 0) {
                String size = random.nextInt(FILES * 1500) + " bytes";
                api.put(
                        path + "/maxsize",
                        Json.createObjectBuilder().add("size", size).build());
            }
            for (int n = random.nextInt(3); n > 0; n--) {
                put(path + "/groups/" + GROUPS.get(random.nextInt(GROUPS.size())));
            }
            if (!place.equals(served.uuid())) {
                List<String> levels = List.of("semitrusted", "semitrusted", "untrusted", "dead");
                String level = levels.get(random.nextInt(4));
                api.put(
                        path + "/trust",
                        Json.createObjectBuilder().add("level", level).build());
            }
            set(served, path + "/wanted", expressions);
            if (random.nextInt(4) == 0) {
                set(served, path + "/required", expressions);
            }
        }
        set(served, of(served) + "/groupwanted/foo", expressions);
        api.put(
                of(served) + "/numcopies",
                Json.createObjectBuilder().add("copies", 1 + random.nextInt(3)).build());
    }

    /** The server looks at what git-annex has committed when it commits something itself. */
    private void sizesAreInStep(ServedRepository served) {
        byte[] content = Request.bytes("of " + served.name());
        String key = Keys.sha256(content);
        assertThat(new AnnexApi(bench.server(), served.uuid()).put(key, content).status())
                .isEqualTo(200);
        Poll.until(
                "the sizes are those of the branch",
                () -> BranchContent.of(served).isHere(key)
                        && api.get("status").getInt("journalDepth") == 0
                        && api.get(of(served) + "/wanted?key=" + key).getBoolean("sizesCounted"));
    }

    /** An expression that git-annex does not take is not taken here; the next one then. */
    private void set(ServedRepository served, String path, ExpressionGenerator expressions) {
        while (true) {
            String expression =
                    new String(expressions.expression().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
            Answer answer = api.ask(
                    "PUT",
                    path,
                    Json.createObjectBuilder().add("expression", expression).build());
            Ran ran = served.annex("groupwanted", "checked", expression);
            assertThat(answer.status()).as(expression + ": " + answer + ran).isEqualTo(ran.exit() == 0 ? 204 : 400);
            if (ran.exit() == 0) {
                return;
            }
        }
    }

    private JsonObject ask(ServedRepository served, Annexed file, String place) {
        JsonObject answered = api.get(of(served) + "/wanted?key=" + Keys.percentEncoded(file.key()) + "&file="
                + Keys.percentEncoded(utf8(file.name())) + "&location=" + place);
        return answered.getJsonArray("answers").getJsonObject(0);
    }

    private static String utf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static Set<String> found(ServedRepository served, String option) {
        return new HashSet<>(
                served.annex("find", "--format=${key}\\n", option).ok().lines());
    }

    private void expression(String path, String expression) {
        api.put(path, Json.createObjectBuilder().add("expression", expression).build());
    }

    private void put(String path) {
        api.put(path);
    }

    private static String of(ServedRepository repository) {
        return "repositories/" + repository.uuid();
    }
}
