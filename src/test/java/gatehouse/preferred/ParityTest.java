// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.preferred;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same answers as git-annex, to random questions. */
class ParityTest {
    /** Made by {@link ParityAnswers}, which says how. */
    @Test
    void answersTheKeptQuestionsAsGitAnnexDid() throws IOException {
        List<Answered> kept;
        try (InputStream in = ParityTest.class.getResourceAsStream("answers.gz")) {
            kept = ScenarioText.read(in);
        }
        assertThat(kept.stream().mapToInt(Answered::cases).sum()).isGreaterThan(10_000);
        assertThat(kept).allSatisfy(answered -> {
            assertThat(answered.wantGet()).anyMatch(signs -> signs.contains("1") && signs.contains("0"));
            assertThat(answered.differences()).isEmpty();
        });
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {9001, 9002})
    void answersFreshQuestionsAsGitAnnexDoes(long seed, @TempDir Path folder) {
        Answered answered = Answered.byGitAnnex(folder.resolve("asked"), new ScenarioGenerator(seed).scenario(10, 40));
        assertThat(answered.wantGet()).anyMatch(signs -> signs.contains("1") && signs.contains("0"));
        assertThat(answered.differences()).isEmpty();
    }
}
