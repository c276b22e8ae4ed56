// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import gatehouse.key.Hash;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.Blake2bDigest;
import org.bouncycastle.crypto.digests.Blake2bpDigest;
import org.bouncycastle.crypto.digests.Blake2sDigest;
import org.bouncycastle.crypto.digests.Blake2spDigest;
import org.bouncycastle.crypto.digests.SkeinDigest;

/** A hash being computed: by the JDK where it has the function, for its speed, else by Bouncy Castle. One thread. */
sealed interface Checksum permits Checksum.Jdk, Checksum.BouncyCastle, GroupedBlocks, Blake2sp224 {
    /** Takes what remains of {@code bytes}. */
    void update(ByteBuffer bytes);

    /** The hash of all that was given. Nothing may be called after. */
    byte[] finish();

    static Checksum of(Hash hash) {
        return switch (hash) {
            case MD5 -> jdk("MD5");
            case SHA1 -> jdk("SHA-1");
            case SHA224 -> jdk("SHA-224");
            case SHA256 -> jdk("SHA-256");
            case SHA384 -> jdk("SHA-384");
            case SHA512 -> jdk("SHA-512");
            case SHA3_224 -> jdk("SHA3-224");
            case SHA3_256 -> jdk("SHA3-256");
            case SHA3_384 -> jdk("SHA3-384");
            case SHA3_512 -> jdk("SHA3-512");
            case SKEIN256 -> new BouncyCastle(new SkeinDigest(SkeinDigest.SKEIN_256, 256));
            case SKEIN512 -> new BouncyCastle(new SkeinDigest(SkeinDigest.SKEIN_512, 512));
            case BLAKE2B160 -> new BouncyCastle(new Blake2bDigest(160));
            case BLAKE2B224 -> new BouncyCastle(new Blake2bDigest(224));
            case BLAKE2B256 -> new BouncyCastle(new Blake2bDigest(256));
            case BLAKE2B384 -> new BouncyCastle(new Blake2bDigest(384));
            case BLAKE2B512 -> new BouncyCastle(new Blake2bDigest(512));
            case BLAKE2BP512 -> new GroupedBlocks(new Blake2bpDigest(new byte[0]));
            case BLAKE2S160 -> new BouncyCastle(new Blake2sDigest(160));
            case BLAKE2S224 -> new BouncyCastle(new Blake2sDigest(224));
            case BLAKE2S256 -> new BouncyCastle(new Blake2sDigest(256));
            case BLAKE2SP224 -> new Blake2sp224();
            case BLAKE2SP256 -> new GroupedBlocks(new Blake2spDigest(new byte[0]));
        };
    }

    private static Checksum jdk(String algorithm) {
        try {
            return new Jdk(MessageDigest.getInstance(algorithm));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK lacks " + algorithm, e);
        }
    }

    record Jdk(MessageDigest digest) implements Checksum {
        @Override
        public void update(ByteBuffer bytes) {
            digest.update(bytes);
        }

        @Override
        public byte[] finish() {
            return digest.digest();
        }
    }

    record BouncyCastle(Digest digest) implements Checksum {
        /** What is copied at once out of a buffer that has no array. */
        private static final int COPIED_BYTES = 4096;

        @Override
        public void update(ByteBuffer bytes) {
            if (bytes.hasArray()) {
                digest.update(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
                bytes.position(bytes.limit());
                return;
            }
            byte[] copied = new byte[Math.min(COPIED_BYTES, bytes.remaining())];
            while (bytes.hasRemaining()) {
                int length = Math.min(copied.length, bytes.remaining());
                bytes.get(copied, 0, length);
                digest.update(copied, 0, length);
            }
        }

        @Override
        public byte[] finish() {
            byte[] hash = new byte[digest.getDigestSize()];
            digest.doFinal(hash, 0);
            return hash;
        }
    }
}
