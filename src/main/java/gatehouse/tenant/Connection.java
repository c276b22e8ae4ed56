// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

/**
 * How a request came.
 *
 * @param address of the peer, numeric
 * @param encrypted whether it came over TLS
 */
public record Connection(String address, boolean encrypted) {
    /** As {@code peer} came to {@code own}: from one address to the same, a packet never leaves the machine. */
    public static Connection between(String peer, boolean encrypted, String own) {
        return new Connection(peer.equals(own) ? "127.0.0.1" : peer, encrypted);
    }

    /** Whether both ends are on this machine. */
    public boolean loopback() {
        String plain =
                address.startsWith("[") && address.endsWith("]") ? address.substring(1, address.length() - 1) : address;
        String v4 = plain.regionMatches(true, 0, "::ffff:", 0, 7) ? plain.substring(7) : plain;
        return v4.matches("127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}")
                || plain.equals("::1")
                || plain.equals("0:0:0:0:0:0:0:1");
    }

    /** What attempts are counted by: an IPv6 host commonly has a whole /64. */
    String network() {
        String plain = address.replaceAll("[\\[\\]]|%.*", "");
        if (!plain.contains(":") || plain.contains(".")) {
            return plain;
        }
        String[] groups = expanded(plain).split(":");
        return String.join(":", java.util.Arrays.copyOf(groups, Math.min(4, groups.length)));
    }

    private static String expanded(String v6) {
        int gap = v6.indexOf("::");
        if (gap < 0) {
            return v6;
        }
        String head = v6.substring(0, gap);
        String tail = v6.substring(gap + 2);
        int missing = 8 - groups(head) - groups(tail);
        String zeros = "0:".repeat(Math.max(1, missing));
        return (head.isEmpty() ? "" : head + ":") + zeros + tail;
    }

    private static int groups(String part) {
        return part.isEmpty() ? 0 : part.split(":").length;
    }
}
