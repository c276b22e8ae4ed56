// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch.log;

import gatehouse.branch.log.MapLog.FieldValue;
import gatehouse.repository.RemoteName;
import gatehouse.repository.Uuid;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * {@code proxy.log}: for which remotes of its own a repository answers, lines of {@code timestamp UUID
 * remote-UUID:remote-name ...}. Source: Logs/Proxy.hs.
 */
public final class ProxyLog {
    public static final String FILE = "proxy.log";

    private final MapLog log;

    private ProxyLog(MapLog log) {
        this.log = log;
    }

    /** A remote that is answered for. */
    public record Proxied(Uuid uuid, RemoteName name) implements Comparable<Proxied> {
        private static final Comparator<Proxied> ORDER =
                Comparator.comparing(Proxied::uuid).thenComparing(proxied -> proxied.name.text());

        @Override
        public int compareTo(Proxied other) {
            return ORDER.compare(this, other);
        }

        private String written() {
            return uuid.text() + ":" + name.text();
        }
    }

    public static ProxyLog parse(String text) {
        return new ProxyLog(MapLog.parse(text, value -> proxied(value).isPresent()));
    }

    public String format() {
        return log.format();
    }

    /**
     * @param proxied all that the repository is to answer for
     * @throws IllegalArgumentException when one of their UUIDs has a colon
     */
    public ProxyLog with(VectorClock candidate, Uuid repository, Set<Proxied> proxied) {
        if (proxied.stream().anyMatch(remote -> remote.uuid.text().indexOf(':') >= 0)) {
            throw new IllegalArgumentException("not a line of a log");
        }
        String words = proxied.stream().sorted().map(Proxied::written).collect(Collectors.joining(" "));
        return new ProxyLog(log.with(candidate, new FieldValue(repository.text(), words)));
    }

    /** What each repository answers for, by its UUID; remotes with a name that is not safe are left out. */
    public Map<Uuid, Set<Proxied>> proxied() {
        Map<Uuid, Set<Proxied>> all = new TreeMap<>();
        log.entries()
                .forEach((field, entry) -> Uuid.of(field)
                        .ifPresent(uuid -> proxied(entry.value()).ifPresent(proxied -> all.put(uuid, proxied))));
        return Collections.unmodifiableMap(all);
    }

    /** Empty when upstream could not read the words. */
    private static Optional<Set<Proxied>> proxied(String words) {
        SortedSet<Proxied> all = new TreeSet<>();
        int start = 0;
        while (start < words.length()) {
            int colon = words.indexOf(':', start);
            int space = words.indexOf(' ', colon + 1);
            int end = space < 0 ? words.length() : space;
            if (colon <= start || end == colon + 1) {
                return Optional.empty();
            }
            Optional<RemoteName> name = RemoteName.of(words.substring(colon + 1, end));
            Uuid.of(words.substring(start, colon))
                    .ifPresent(uuid -> name.ifPresent(legal -> all.add(new Proxied(uuid, legal))));
            start = end + 1;
        }
        return Optional.of(Collections.unmodifiableSortedSet(all));
    }
}
