// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.repository;

/** One change of a git config. Texts have one char for each byte. */
public sealed interface ConfigEdit {
    /** It has this one value from then on. */
    record Set(ConfigSetting setting, String value) implements ConfigEdit {
        /** @throws IllegalArgumentException when git cannot hold the value */
        public Set {
            if (value.chars().anyMatch(c -> c == 0 || c == '\r' || c > 0xff)) {
                throw new IllegalArgumentException("not a value of git config");
            }
        }
    }

    /** It is not set any more. */
    record Unset(ConfigSetting setting) implements ConfigEdit {}

    /** Nothing of a remote is set any more. */
    record Forget(String remote) implements ConfigEdit {}
}
