// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.failure.FailureException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageQueryTest {
    private static final List<Integer> ALL =
            IntStream.rangeClosed(1, 10).boxed().toList();

    @ParameterizedTest
    @ValueSource(strings = {"1", "3", "5", "9", "10", "11", "1000"})
    void allPagesTogetherAreTheListWhateverTheLimit(String limit) {
        List<Integer> seen = new ArrayList<>();
        String next = "0";
        while (!next.isEmpty()) {
            int after = Integer.parseInt(next);
            List<Integer> found = ALL.stream()
                    .filter(item -> item > after)
                    .limit(query(limit).wanted())
                    .toList();
            PageQuery.Page<Integer> page = query(limit).page(found, Object::toString);
            assertThat(page.items()).isNotEmpty();
            seen.addAll(page.items());
            next = page.next();
        }
        assertThat(seen).isEqualTo(ALL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1001", "x", "", "99999999999"})
    void aLimitOutsideItsBoundsIsRefused(String limit) {
        assertThatThrownBy(() -> query(limit).wanted())
                .isInstanceOf(FailureException.class)
                .hasMessage("limit is 1 to 1000");
    }

    @Test
    void anEmptyListIsOnePage() {
        assertThat(query("5").page(List.of(), Object::toString)).isEqualTo(new PageQuery.Page<>(List.of(), ""));
    }

    private static PageQuery query(String limit) {
        PageQuery query = new PageQuery();
        query.limit = limit;
        return query;
    }
}
