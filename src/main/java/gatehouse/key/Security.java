// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.key;

/**
 * Whether a key can stand for one content alone, which {@code annex.securehashesonly} asks for. Source:
 * Types/Backend.hs isCryptographicallySecureKey.
 */
public enum Security {
    SECURE,
    INSECURE,
    /** Secure when every equivalent key in the log of the git-annex branch is, and when there is none yet. */
    AS_EQUIVALENT_KEYS
}
