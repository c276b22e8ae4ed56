// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.key.Key;
import gatehouse.repository.AnnexConfig.BranchHash;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BranchPathTest {
    private static final BranchHash TWO = new BranchHash(2);
    private static final BranchHash ONE = new BranchHash(1);
    private static final Key KEY = new Key("SHA256E-s3--aaa.txt");

    @Test
    void aLocationLogIsInTheFoldersThatGitAnnexHashesTheKeyTo() {
        assertThat(BranchPath.locationLog(KEY, TWO).text()).isEqualTo("6ba/3aa/SHA256E-s3--aaa.txt.log");
        assertThat(BranchPath.locationLog(KEY, ONE).text()).isEqualTo("6ba/SHA256E-s3--aaa.txt.log");
    }

    @Test
    void onlyTheDepthTellsALocationLogFromOthers() {
        assertThat(BranchPath.locationLog(KEY, TWO).isLocationLog(TWO)).isTrue();
        assertThat(BranchPath.locationLog(KEY, TWO).isLocationLog(ONE)).isFalse();
        assertThat(new BranchPath("uuid.log").isLocationLog(TWO)).isFalse();
        assertThat(new BranchPath("6ba/3aa/SHA256E-s3--aaa.txt.log.web").isLocationLog(TWO))
                .isFalse();
    }

    @Test
    void theOtherLogsOfAKeyAreBesideItsLocationLog() {
        String beginning = BranchPath.locationLog(KEY, TWO).text();
        assertThat(BranchPath.metadataLog(KEY, TWO).text()).isEqualTo(beginning + ".met");
        assertThat(BranchPath.webUrlLog(KEY, TWO).text()).isEqualTo(beginning + ".web");
        assertThat(BranchPath.equivalentKeysLog(KEY, TWO).text()).isEqualTo(beginning + ".ek");
        assertThat(BranchPath.chunkLog(KEY, TWO).text()).isEqualTo(beginning + ".cnk");
        for (BranchHash hash : List.of(ONE, TWO)) {
            assertThat(List.of(
                            BranchPath.metadataLog(KEY, hash),
                            BranchPath.webUrlLog(KEY, hash),
                            BranchPath.equivalentKeysLog(KEY, hash),
                            BranchPath.chunkLog(KEY, hash),
                            BranchPath.oldWebUrlLogs(KEY, hash).getFirst()))
                    .noneMatch(path -> path.isLocationLog(hash));
        }
    }

    @Test
    void anOldPlaceOfUrlsThatGitCannotHoldIsLeftOut() {
        assertThat(BranchPath.oldWebUrlLogs(new Key("WORM--a:b"), ONE)).hasSize(2);
        assertThat(BranchPath.oldWebUrlLogs(new Key("URL--http://x/y"), ONE))
                .singleElement()
                .satisfies(path -> assertThat(path.text()).endsWith("/URL--http&c%%x%y.log"));
    }

    @Test
    void theJournalNamesAFileWithoutSlashes() {
        BranchPath path = new BranchPath("6ba/3aa/SHA256E-s3--a_a.log");
        assertThat(path.journalName()).isEqualTo("6ba_3aa_SHA256E-s3--a__a.log");
        assertThat(BranchPath.ofJournalName(path.journalName())).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/a", "a/", "a//b", "../a", "a/..", "a/./b", "a\0b"})
    void whatGitCannotHoldIsNoPath(String text) {
        assertThatThrownBy(() -> new BranchPath(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
