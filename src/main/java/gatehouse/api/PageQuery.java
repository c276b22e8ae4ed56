// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import gatehouse.failure.FailureException;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Which page of a list is asked for: {@code ?after=&limit=}. */
public class PageQuery {
    /** The API's description does not look into beans of parameters, so each list describes these two itself. */
    static final String AFTER = "The next of the page before; left out for the first page";

    static final String LIMIT = "How many at most, 1 to 1000; 100 when left out";

    private static final int MAX_LIMIT = 1000;

    @QueryParam("after")
    @DefaultValue("")
    String after = "";

    @QueryParam("limit")
    @DefaultValue("100")
    String limit = "100";

    /**
     * A page.
     *
     * @param next what to give as {@code after} for the next page; empty on the last
     */
    record Page<T>(List<T> items, String next) {}

    /** Empty for the beginning of the list. */
    Optional<String> after() {
        return after.isEmpty() ? Optional.empty() : Optional.of(after);
    }

    /** One more than the page holds: whether that is there tells whether there is a next page. */
    int wanted() {
        return limit() + 1;
    }

    /** @param found {@link #wanted} items, or fewer at the end of the list */
    <T> Page<T> page(List<T> found, Function<T, String> place) {
        int most = limit();
        if (found.size() <= most) {
            return new Page<>(List.copyOf(found), "");
        }
        List<T> items = List.copyOf(found.subList(0, most));
        return new Page<>(items, place.apply(items.getLast()));
    }

    private int limit() {
        try {
            int number = Integer.parseInt(limit);
            if (number >= 1 && number <= MAX_LIMIT) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw malformed();
        }
        throw malformed();
    }

    private static FailureException malformed() {
        return Fields.malformed("limit is 1 to " + MAX_LIMIT);
    }
}
