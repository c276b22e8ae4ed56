// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import gatehouse.failure.FailureException;
import java.util.List;
import java.util.function.Function;

/**
 * One page of a list.
 *
 * @param next what to give as {@code after} for the next page; empty on the last
 */
record Paging<T>(List<T> items, String next) {
    static final int MAX_LIMIT = 1000;

    /** One more than a page holds: whether that is there tells whether there is a next page. */
    static int wanted(String limit) {
        return checked(limit) + 1;
    }

    /** @param found as many as {@link #wanted} where there are as many */
    static <T> Paging<T> of(List<T> found, String limit, Function<T, String> place) {
        int most = checked(limit);
        if (found.size() <= most) {
            return new Paging<>(List.copyOf(found), "");
        }
        List<T> items = List.copyOf(found.subList(0, most));
        return new Paging<>(items, place.apply(items.getLast()));
    }

    private static int checked(String limit) {
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
