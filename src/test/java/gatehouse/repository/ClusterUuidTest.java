// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ClusterUuidTest {
    private static final Uuid REPOSITORY = new Uuid("1f2e3d4c-5b6a-4978-8695-a4b3c2d1e0f9");

    @Test
    void aNewOneDiffersFromTheRandomOneWhereItsFormSaysSo() {
        ClusterUuid generated = ClusterUuid.generated(REPOSITORY);
        assertThat(generated.uuid().text()).isEqualTo("ac2e3d4c-5b6a-8978-8695-a4b3c2d1e0f9");
        assertThat(ClusterUuid.of(generated.uuid())).contains(generated);
    }

    @Test
    void theUuidOfARepositoryIsNone() {
        assertThat(ClusterUuid.of(REPOSITORY)).isEmpty();
        assertThat(ClusterUuid.of(new Uuid("ac2e3d4c-5b6a-4978-8695-a4b3c2d1e0f9")))
                .isEmpty();
        assertThat(ClusterUuid.of(new Uuid("ac"))).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> new ClusterUuid(REPOSITORY));
        assertThatIllegalArgumentException().isThrownBy(() -> ClusterUuid.generated(new Uuid("short")));
    }
}
