// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.git;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.git.AnnexConfigReading.Annex;
import gatehouse.git.AnnexConfigReading.NoAnnex;
import gatehouse.repository.AnnexConfig;
import gatehouse.repository.AnnexConfig.BranchHash;
import gatehouse.repository.AnnexConfig.ObjectHash;
import gatehouse.repository.AnnexConfig.Sharing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnnexConfigReadingTest {
    @TempDir
    Path gitDir;

    private AnnexConfigReading read(String config) throws IOException {
        Files.writeString(gitDir.resolve("config"), config);
        return AnnexConfigReading.of(gitDir);
    }

    private AnnexConfig annex(String settings) throws IOException {
        AnnexConfigReading reading = read("[annex]\n\tuuid = u\n\tversion = 8\n" + settings);
        assertThat(reading).isInstanceOf(Annex.class);
        return ((Annex) reading).config();
    }

    @Test
    void whatIsNotSetIsAsInGitAnnex() throws IOException {
        AnnexConfig config = annex("");
        assertThat(config.verify()).isTrue();
        assertThat(config.secureHashesOnly()).isFalse();
        assertThat(config.sharing()).isEqualTo(new Sharing.Unshared());
        assertThat(config.diskReserveBytes()).isEqualTo(100_000_000);
        assertThat(config.objectHash()).isEqualTo(new ObjectHash(false, 2));
        assertThat(config.branchHash()).isEqualTo(new BranchHash(2));
        assertThat(config.bare()).isTrue();
    }

    @Test
    void aRepositoryWithoutUuidHasNoAnnex() throws IOException {
        assertThat(read("[annex]\n\tversion = 10\n")).isEqualTo(new NoAnnex());
        assertThat(read("[annex]\n\tuuid = \n\tversion = 10\n")).isEqualTo(new NoAnnex());
    }

    @Test
    void theLastValueCounts() throws IOException {
        assertThat(annex("\tdiskreserve = 1\n\tdiskreserve = 2 kb\n").diskReserveBytes())
                .isEqualTo(2000);
    }

    @Test
    void includedFilesCount() throws IOException {
        Files.writeString(gitDir.resolve("more"), "[annex]\n\tsecurehashesonly = true\n");
        assertThat(annex("[include]\n\tpath = more\n").secureHashesOnly()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "= true,true",
        "= YES,true",
        "= on,true",
        "= 1,true",
        "= -3,true",
        "'',true",
        "= false,false",
        "= Off,false",
        "= no,false",
        "= 0,false",
        "= maybe,true"
    })
    void flagsAreReadAsGitAnnexReadsThem(String written, boolean verify) throws IOException {
        assertThat(annex("\tverify " + written + "\n").verify()).isEqualTo(verify);
    }

    @Test
    void tunedLayoutsAreRead() throws IOException {
        AnnexConfig config =
                annex("[annex \"tune\"]\n\tobjecthash1 = true\n\tobjecthashlower = true\n\tbranchhash1 = true\n");
        assertThat(config.objectHash()).isEqualTo(new ObjectHash(true, 1));
        assertThat(config.branchHash()).isEqualTo(new BranchHash(1));
    }

    @Test
    void sharingIsRead() throws IOException {
        assertThat(annex("[core]\n\tsharedRepository = group\n").sharing()).isEqualTo(new Sharing.Group());
        assertThat(annex("[core]\n\tsharedRepository = 1\n").sharing()).isEqualTo(new Sharing.Group());
        assertThat(annex("[core]\n\tsharedRepository = World\n").sharing()).isEqualTo(new Sharing.Everybody());
        assertThat(annex("[core]\n\tsharedRepository = 0660\n").sharing()).isEqualTo(new Sharing.Umask(0660));
        assertThat(annex("[core]\n\tsharedRepository = umask\n").sharing()).isEqualTo(new Sharing.Unshared());
    }
}
