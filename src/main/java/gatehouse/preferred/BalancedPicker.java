// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.preferred;

import gatehouse.key.Key;
import gatehouse.repository.Uuid;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Chooses repositories of a group for a key: always the same ones, spread evenly over all keys. Immutable. Source:
 * Annex/Balanced.hs.
 */
public final class BalancedPicker {
    private static final String ALGORITHM = "HmacSHA256";

    /** Never fed, but for its copies. */
    private final Mac keyed;

    /**
     * @param all every repository that may ever be a candidate
     * @throws IllegalArgumentException when there is none
     */
    public BalancedPicker(SortedSet<Uuid> all) {
        ByteArrayOutputStream combined = new ByteArrayOutputStream();
        all.forEach(uuid -> combined.writeBytes(uuid.bytes()));
        try {
            keyed = Mac.getInstance(ALGORITHM);
            keyed.init(new SecretKeySpec(combined.toByteArray(), ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The first {@code count} of the candidates, from the key's own place on and around; the same ones again when there
     * are fewer.
     */
    public List<Uuid> pick(SortedSet<Uuid> candidates, Key key, int count) {
        List<Uuid> sorted = List.copyOf(candidates);
        int start = start(sorted.size(), key);
        List<Uuid> picked = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            picked.add(sorted.get((start + i) % sorted.size()));
        }
        return picked;
    }

    /** Where the candidates for the key begin, when there are {@code candidates} of them in order. */
    int start(int candidates, Key key) {
        byte[] mac = mac(key);
        long rest = 0;
        for (byte b : mac) {
            rest = (rest * 256 + (b & 0xff)) % candidates;
        }
        return (int) rest;
    }

    private byte[] mac(Key key) {
        try {
            return ((Mac) keyed.clone()).doFinal(key.bytes());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }
}
