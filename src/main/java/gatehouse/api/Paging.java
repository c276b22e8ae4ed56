// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

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
    static int wanted(int limit) {
        return checked(limit) + 1;
    }

    /** @param found as many as {@link #wanted} where there are as many */
    static <T> Paging<T> of(List<T> found, int limit, Function<T, String> place) {
        if (found.size() <= checked(limit)) {
            return new Paging<>(List.copyOf(found), "");
        }
        List<T> items = List.copyOf(found.subList(0, limit));
        return new Paging<>(items, place.apply(items.getLast()));
    }

    private static int checked(int limit) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw Fields.malformed("limit is 1 to " + MAX_LIMIT);
        }
        return limit;
    }
}
