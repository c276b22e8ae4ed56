// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.repository;

import java.util.Optional;

/**
 * The name of a setting in a git config. Texts have one char for each byte.
 *
 * @param section in lower case, {@code remote}
 * @param subsection kept as it is, {@code origin}; empty for none
 * @param name letters, digits and {@code -}, a letter first; its case does not matter
 */
public record ConfigSetting(String section, String subsection, String name) {
    /** @throws IllegalArgumentException when git cannot have a setting of that name */
    public ConfigSetting {
        if (!section.matches("[a-z0-9-]+") || !canBeSubsection(subsection) || !canBeName(name)) {
            throw new IllegalArgumentException("not a setting of git config");
        }
    }

    /**
     * Where a cluster's UUID is: what follows the last dot of its name is the name of the setting, of which the case
     * does not matter. Empty when git cannot have such a setting.
     */
    public static Optional<ConfigSetting> ofCluster(RemoteName cluster) {
        String whole = "cluster." + cluster.text();
        int dot = whole.lastIndexOf('.');
        return canBeName(whole.substring(dot + 1))
                ? Optional.of(new ConfigSetting("annex", whole.substring(0, dot), whole.substring(dot + 1)))
                : Optional.empty();
    }

    /** Whether git can have a setting that ends in this. Source: git's config.c. */
    private static boolean canBeName(String name) {
        return name.matches("[A-Za-z][A-Za-z0-9-]*");
    }

    private static boolean canBeSubsection(String subsection) {
        return subsection.chars().allMatch(c -> c != '\n' && c != 0 && c <= 0xff);
    }
}
