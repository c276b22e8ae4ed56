// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import gatehouse.branch.RealAnnex;
import gatehouse.key.Key;
import gatehouse.repository.Uuid;
import gatehouse.whereis.LocationChange;
import gatehouse.whereis.LocationChange.Presence;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The sizes that the lines of location logs add up to, read with git alone. */
final class Recount {
    private record Place(String key, String where) {}

    private record Line(BigDecimal time, boolean present) {}

    private final Map<Place, Line> newest = new HashMap<>();

    /** Of all that is committed. */
    static Recount of(RealAnnex annex) {
        Recount recount = new Recount();
        for (String line : annex.run("sh", "-c", "git grep -z -e '^[0-9]' git-annex -- '*/*/*.log' || true")
                .split("\n")) {
            if (!line.isEmpty()) {
                recount.add(line);
            }
        }
        return recount;
    }

    private void add(String grepped) {
        String[] parts = grepped.split("\0", 2);
        String file = parts[0].substring(parts[0].lastIndexOf('/') + 1);
        String[] words = parts[1].split(" ", 3);
        Line line = new Line(new BigDecimal(words[0].replace("s", "")), words[1].equals("1"));
        Place place = new Place(file.substring(0, file.length() - ".log".length()), words[2]);
        newest.merge(place, line, (one, other) -> one.time().compareTo(other.time()) >= 0 ? one : other);
    }

    /** With what waits in a journal, in its order. */
    Recount with(List<LocationChange> pending) {
        for (LocationChange change : pending) {
            newest.put(
                    new Place(change.key().fileName(), change.where().text()),
                    new Line(BigDecimal.ZERO, change.presence() == Presence.PRESENT));
        }
        return this;
    }

    /** Bytes; without those that hold nothing. */
    Map<Uuid, Long> bytes() {
        Map<Uuid, Long> bytes = new HashMap<>();
        newest.forEach((place, line) -> {
            if (line.present()) {
                Key key = Key.ofFileName(place.key()).orElseThrow();
                bytes.merge(new Uuid(place.where()), key.sizeBytes().orElse(0), Long::sum);
            }
        });
        bytes.values().removeIf(sum -> sum == 0);
        return bytes;
    }
}
