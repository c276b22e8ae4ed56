// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import gatehouse.key.Backend;
import gatehouse.key.Hash;
import gatehouse.key.Key;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Checks content against its key while it passes: the size where the key has one, and the hash where its backend has
 * one. Content of any other key passes by its size alone. Give every byte once and in order, then ask; one thread.
 *
 * <p>A chunk key is checked as the whole content's key would be, so that a chunk is refused. Source: Annex/Verify.hs
 * verifyKeyContent, Backend/Hash.hs sameCheckSum, Backend/GitRemoteAnnex.hs.
 */
public final class Verification {
    private final OptionalLong expectedBytes;
    private final Optional<HashCheck> hashCheck;
    private long givenBytes;
    private boolean finished;

    private Verification(OptionalLong expectedBytes, Optional<HashCheck> hashCheck) {
        this.expectedBytes = expectedBytes;
        this.hashCheck = hashCheck;
    }

    public static Verification of(Key key) {
        return new Verification(key.sizeBytes(), HashCheck.of(key));
    }

    /** Takes what remains of {@code bytes}, of the heap or direct, and leaves it with nothing remaining. */
    public void update(ByteBuffer bytes) {
        requireUnfinished();
        givenBytes += bytes.remaining();
        if (hashCheck.isPresent()) {
            hashCheck.get().checksum().update(bytes);
        } else {
            bytes.position(bytes.limit());
        }
    }

    /** Takes {@code length} bytes from {@code offset} on. */
    public void update(byte[] bytes, int offset, int length) {
        update(ByteBuffer.wrap(bytes, offset, length));
    }

    /** How many bytes have been given. */
    public long givenBytes() {
        return givenBytes;
    }

    /** Whether all that was given is the key's content. To be asked once, at the end. */
    public boolean matches() {
        requireUnfinished();
        finished = true;
        if (expectedBytes.isPresent() && expectedBytes.getAsLong() != givenBytes) {
            return false;
        }
        return hashCheck.isEmpty() || hashCheck.get().matches();
    }

    private void requireUnfinished() {
        if (finished) {
            throw new IllegalStateException("this verification has ended");
        }
    }

    /** @param expected what the key says, in the hex of the right hash alone equal to it */
    private record HashCheck(Checksum checksum, String expected) {
        static Optional<HashCheck> of(Key key) {
            return switch (Backend.of(key)) {
                case Backend.Hashed hashed ->
                    Optional.of(new HashCheck(Checksum.of(hashed.hash()), hashInName(key.name())));
                case Backend.GitBundle bundle ->
                    Optional.of(new HashCheck(Checksum.of(Hash.SHA256), afterLastHyphen(key.name())));
                case Backend.Worm worm -> Optional.empty();
                case Backend.Url url -> Optional.empty();
                case Backend.Vurl vurl -> Optional.empty();
                case Backend.GitManifest manifest -> Optional.empty();
                case Backend.External external -> Optional.empty();
                case Backend.Other other -> Optional.empty();
            };
        }

        boolean matches() {
            return HexFormat.of().formatHex(checksum.finish()).equals(expected);
        }

        /** Old keys may have an extension whatever the backend, and one backslash, by bugs that upstream has mended. */
        private static String hashInName(String name) {
            int dot = name.indexOf('.');
            String hash = dot < 0 ? name : name.substring(0, dot);
            return hash.startsWith("\\") ? hash.substring(1) : hash;
        }

        private static String afterLastHyphen(String name) {
            return name.substring(name.lastIndexOf('-') + 1);
        }
    }
}
