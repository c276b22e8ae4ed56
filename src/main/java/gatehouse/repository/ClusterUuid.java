// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.repository;

import java.util.Optional;

/**
 * The UUID of a whole cluster. No repository is ever given one of this form, so that none can pose as a cluster; and no
 * cluster is a place where content is. Source: Types/Cluster.hs.
 */
public record ClusterUuid(Uuid uuid) {
    private static final String BEGINNING = "ac";
    private static final int VERSION_AT = 14;
    private static final char VERSION = '8';

    /** @throws IllegalArgumentException when it is the UUID of a repository */
    public ClusterUuid {
        if (!hasForm(uuid)) {
            throw new IllegalArgumentException("not the uuid of a cluster");
        }
    }

    /** Empty when it is the UUID of a repository. */
    public static Optional<ClusterUuid> of(Uuid uuid) {
        return hasForm(uuid) ? Optional.of(new ClusterUuid(uuid)) : Optional.empty();
    }

    /**
     * One for a new cluster. Source: Types/Cluster.hs genClusterUUID.
     *
     * @param random as a repository is given
     * @throws IllegalArgumentException when it is too short
     */
    public static ClusterUuid generated(Uuid random) {
        String text = random.text();
        if (text.length() <= VERSION_AT) {
            throw new IllegalArgumentException("too short a uuid");
        }
        return new ClusterUuid(new Uuid(
                BEGINNING + text.substring(BEGINNING.length(), VERSION_AT) + VERSION + text.substring(VERSION_AT + 1)));
    }

    private static boolean hasForm(Uuid uuid) {
        String text = uuid.text();
        return text.startsWith(BEGINNING) && text.length() > VERSION_AT && text.charAt(VERSION_AT) == VERSION;
    }
}
