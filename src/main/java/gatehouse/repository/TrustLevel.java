// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.repository;

/**
 * How far a repository is believed to have what its location logs say; from least to most. Source: Types/TrustLevel.hs.
 */
public enum TrustLevel {
    DEAD,
    UNTRUSTED,
    SEMITRUSTED,
    TRUSTED
}
