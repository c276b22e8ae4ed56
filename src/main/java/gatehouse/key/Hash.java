// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.key;

/**
 * The hash functions that git-annex names content with. A constant's name is that of the backend whose keys have no
 * extension; the other backend's has an E after it. Source: Backend/Hash.hs.
 */
public enum Hash {
    MD5(Security.INSECURE),
    SHA1(Security.INSECURE),
    SHA224(Security.SECURE),
    SHA256(Security.SECURE),
    SHA384(Security.SECURE),
    SHA512(Security.SECURE),
    SHA3_224(Security.SECURE),
    SHA3_256(Security.SECURE),
    SHA3_384(Security.SECURE),
    SHA3_512(Security.SECURE),
    SKEIN256(Security.SECURE),
    SKEIN512(Security.SECURE),
    BLAKE2B160(Security.SECURE),
    BLAKE2B224(Security.SECURE),
    BLAKE2B256(Security.SECURE),
    BLAKE2B384(Security.SECURE),
    BLAKE2B512(Security.SECURE),
    BLAKE2BP512(Security.SECURE),
    BLAKE2S160(Security.SECURE),
    BLAKE2S224(Security.SECURE),
    BLAKE2S256(Security.SECURE),
    BLAKE2SP224(Security.SECURE),
    BLAKE2SP256(Security.SECURE);

    private final Security security;

    Hash(Security security) {
        this.security = security;
    }

    /** Whether content can be made to fit a key of this hash. */
    public Security security() {
        return security;
    }
}
