// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import gatehouse.repository.Uuid;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Records what was kept from a git-annex branch. A clone whose changes are left out still has them, and sends them with
 * each push; that is recorded once in a while only.
 */
public final class LockdownAudit {
    private static final int MOST_CHARS = 1000;
    private static final String WHAT = "branch.lockdown";

    private final AuditTrail trail;
    private final Author author;
    private final Recent recent;

    public LockdownAudit(AuditTrail trail, Author author, Recent recent) {
        this.trail = trail;
        this.author = author;
        this.recent = recent;
    }

    /** What was recorded lately, by whomever. Safe for use by many threads. */
    public static final class Recent {
        private static final int MOST = 1000;
        private static final Duration LATELY = Duration.ofHours(12);

        private record Entry(Author author, AuditEntry.Change change) {}

        private final Cache<Entry, Boolean> entries;

        public Recent(LongSupplier nanoClock) {
            this.entries = Caffeine.newBuilder()
                    .expireAfterWrite(LATELY)
                    .maximumSize(MOST)
                    .ticker(nanoClock::getAsLong)
                    .executor(Runnable::run)
                    .build();
        }
    }

    /** Returns when it is durable. @param lines one char for each byte */
    public void dropped(Uuid repository, String ref, List<String> lines) {
        record(repository, "dropped from " + ref, lines);
    }

    /** As {@link #dropped}. */
    public void refused(Uuid repository, String ref, List<String> lines) {
        record(repository, "refused in " + ref, lines);
    }

    private void record(Uuid repository, String outcome, List<String> lines) {
        AuditEntry.Change change = new AuditEntry.Change(WHAT, repository.text(), outcome, shortened(lines));
        Recent.Entry entry = new Recent.Entry(author, change);
        if (recent.entries.getIfPresent(entry) == null) {
            trail.record(change, author);
            recent.entries.put(entry, true);
        }
    }

    private static String shortened(List<String> lines) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            String more = (i == 0 ? "" : "; ") + lines.get(i);
            if (all.length() + more.length() > MOST_CHARS) {
                String rest = " and " + (lines.size() - i) + " more";
                all.append(more, 0, Math.max(0, MOST_CHARS - all.length() - rest.length()));
                all.append(rest);
                break;
            }
            all.append(more);
        }
        return new String(all.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
