// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The room that {@code annex.diskreserve} keeps free is left free, whichever way content comes. */
@WithServer
@BeyondTheReference("it sends no status of its own when a disk is full")
class DiskReserveIT {
    private static final int NO_SPACE = 507;
    private static final int SIZE = 300_000;
    private static final int SENT = 100_000;

    private final Bench bench;
    private final Random random = new Random(11);

    DiskReserveIT(Bench bench) {
        this.bench = bench;
    }

    private static void reserve(ServedRepository served) {
        served.git("config", "annex.diskreserve", "1 petabyte").ok();
    }

    private static void reserveNothing(ServedRepository served) {
        served.git("config", "annex.diskreserve", "1 byte").ok();
    }

    @Test
    void noPutIsTakenThatWouldUseItWhateverItsVersionAndOffset() {
        ServedRepository served = bench.moreRepositories("reserve", 1).getFirst();
        AnnexApi api = new AnnexApi(bench.server(), served.uuid());
        byte[] content = Keys.content(random, SIZE);
        String key = Keys.sha256(content);
        try (Wire wire = Wire.to(bench.server().port())) {
            wire.send(Request.of("POST", api.target("v4", "put", key, ""))
                    .declaring(SIZE)
                    .with(Request.OCTETS)
                    .with("Content-Length: " + SIZE)
                    .sending(Arrays.copyOf(content, SENT))
                    .wire());
            Poll.until("a part is there", () -> !served.partial().isEmpty());
        }
        Poll.until("it is kept", () -> api.putOffset(key) > 0);
        int offset = Math.toIntExact(api.putOffset(key));
        byte[] rest = Arrays.copyOfRange(content, offset, SIZE);
        reserve(served);
        Poll.until(
                "the reserve is known",
                () -> put(api, "v4", Keys.content(random, 10)).status() == NO_SPACE);
        for (String version : List.of("v0", "v1", "v2", "v3", "v4")) {
            assertRefused(put(api, version, Keys.content(random, SIZE)));
        }
        assertRefused(api.ask(Request.put(api.target("v4", "put", key, "&offset=" + offset), rest)));
        assertThat(served.objects().keySet()).noneMatch(name -> name.startsWith("SHA256-s" + SIZE));
        reserveNothing(served);
        Poll.until(
                "there is room again",
                () -> put(api, "v4", Keys.content(random, 10)).status() == 200);
        assertThat(api.put(key, content).text()).contains("\"stored\":true");
    }

    private static Answer put(AnnexApi api, String version, byte[] content) {
        return api.ask(Request.put(api.target(version, "put", Keys.sha256(content), ""), content));
    }

    /** Of puts of something new each time; what is stored by them goes again. */
    private void awaitStatus(ServedRepository served, int status) {
        AnnexApi api = new AnnexApi(bench.server(), served.uuid());
        Poll.until("what is reserved is known", () -> {
            byte[] little = Keys.content(random, 10);
            int got = put(api, "v4", little).status();
            api.post("remove", Keys.sha256(little));
            return got == status;
        });
    }

    private static void assertRefused(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(NO_SPACE);
        assertThat(answer.text())
                .contains("not enough free space", "annex.diskreserve")
                .hasLineCount(1);
    }

    @Test
    void theClientIsToldAndRebalancingGoesOnWithoutIt() {
        Disks disks = Disks.of(bench, "reserved", 2);
        ServedRepository full = disks.disks().get(1);
        disks.user().does("wanted", full.uuid(), "include=*");
        disks.fill(3, SIZE, 1);
        reserve(full);
        awaitStatus(full, NO_SPACE);
        disks.user().write("more", Keys.content(random, SIZE)).commit();
        Ran copy = disks.user().annex("copy", "--to", "disk1", "more");
        assertThat(copy.exit()).isNotZero();
        assertThat(copy.output() + copy.errors()).contains("507 not enough free space");
        disks.start("none");
        disks.await("done");
        assertThat(disks.job().getInt("skipped")).isEqualTo(3);
        assertThat(disks.job().getJsonArray("skippedReasons").toString()).contains("not enough free space");
        assertThat(full.objects()).isEmpty();
        reserveNothing(full);
        awaitStatus(full, 200);
        disks.start("none");
        disks.await("done");
        assertThat(full.objects()).hasSize(3);
        disks.agreeWithTheirBranches();
    }
}
