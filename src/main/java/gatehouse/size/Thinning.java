// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.size;

import java.util.ArrayList;
import java.util.List;

/**
 * What is kept of a history at one hour: of the last two weeks all, before that one value for each day, and before two
 * years one for each week. The value kept is the newest of its day or week: so at the end of each, and wherever nothing
 * changed, the history says what it said before. Days and weeks are those of UTC, counted from 1970.
 */
public final class Thinning {
    private static final long DAY = 24;
    private static final long WEEK = 7 * DAY;
    /** So that what happened on a day can be looked at after a week's absence. */
    private static final long ALL_KEPT = 2 * WEEK;
    /** So that a year can be laid beside the one before. */
    private static final long DAYS_KEPT = 2 * 365 * DAY;

    private final long daysBefore;
    private final long weeksBefore;

    public Thinning(Hour now) {
        daysBefore = floor(now.sinceEpoch() - ALL_KEPT, DAY);
        weeksBefore = floor(now.sinceEpoch() - DAYS_KEPT, WEEK);
    }

    /** From this hour on all is kept. */
    public Hour allKeptFrom() {
        return new Hour(daysBefore);
    }

    /**
     * Those that are not kept.
     *
     * @param hours of all values of one series before {@link #allKeptFrom}, in their order
     */
    public List<Hour> excess(List<Hour> hours) {
        List<Hour> excess = new ArrayList<>();
        for (int i = 1; i < hours.size(); i++) {
            if (period(hours.get(i - 1)) == period(hours.get(i))) {
                excess.add(hours.get(i - 1));
            }
        }
        return excess;
    }

    /** The first hour of the time of which one value is kept. */
    private long period(Hour hour) {
        long number = hour.sinceEpoch();
        if (number >= daysBefore) {
            return number;
        }
        return floor(number, number < weeksBefore ? WEEK : DAY);
    }

    private static long floor(long hours, long period) {
        return Math.floorDiv(hours, period) * period;
    }
}
