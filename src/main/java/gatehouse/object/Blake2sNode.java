// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** One node of a BLAKE2s tree of two levels. Source: RFC 7693; the BLAKE2 paper, section 2.10, for the tree. */
final class Blake2sNode {
    static final int BLOCK_BYTES = 64;
    static final int HASH_BYTES = 32;

    private static final int DEPTH = 2;

    private static final int[] IV = {
        0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19
    };

    private static final byte[][] SIGMA = {
        {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
        {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
        {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
        {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
        {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
        {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
        {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
        {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
        {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
        {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0}
    };

    private final int[] chain = IV.clone();
    private final int[] state = new int[16];
    private final int[] message = new int[16];
    private final byte[] block = new byte[BLOCK_BYTES];
    private int filledBytes;
    private long compressedBytes;

    /** Where a node is in its tree: {@code offset} counts the nodes before it in its level, {@code level} from 0. */
    record Place(int fanout, int offset, int level) {}

    /** @param treeHashBytes what the whole tree's hash is cut to, which each node is salted with */
    Blake2sNode(int treeHashBytes, Place place) {
        chain[0] ^= treeHashBytes | place.fanout() << 16 | DEPTH << 24;
        chain[2] ^= place.offset();
        chain[3] ^= place.level() << 16 | HASH_BYTES << 24;
    }

    /** Takes the next {@code length} bytes, which must not reach over the end of a block. */
    void update(ByteBuffer bytes, int length) {
        // The last block is compressed in another way, so a full one waits for what follows.
        if (filledBytes == BLOCK_BYTES) {
            compressedBytes += BLOCK_BYTES;
            compress(0, 0);
            filledBytes = 0;
        }
        bytes.get(block, filledBytes, length);
        filledBytes += length;
    }

    /** The 32 bytes of this node. Nothing may be called after. */
    byte[] finish(boolean lastOfLevel) {
        compressedBytes += filledBytes;
        Arrays.fill(block, filledBytes, BLOCK_BYTES, (byte) 0);
        compress(-1, lastOfLevel ? -1 : 0);
        ByteBuffer hash = ByteBuffer.allocate(HASH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        hash.asIntBuffer().put(chain);
        return hash.array();
    }

    private void compress(int lastBlock, int lastNode) {
        ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(message);
        System.arraycopy(chain, 0, state, 0, 8);
        System.arraycopy(IV, 0, state, 8, 8);
        state[12] ^= (int) compressedBytes;
        state[13] ^= (int) (compressedBytes >>> 32);
        state[14] ^= lastBlock;
        state[15] ^= lastNode;
        for (byte[] order : SIGMA) {
            for (int column = 0; column < 4; column++) {
                mix(order, column, column);
            }
            for (int diagonal = 0; diagonal < 4; diagonal++) {
                mix(order, diagonal + 4, diagonal);
            }
        }
        for (int i = 0; i < 8; i++) {
            chain[i] ^= state[i] ^ state[i + 8];
        }
    }

    /** The function G: of a column for steps 0 to 3, of a diagonal for steps 4 to 7. */
    private void mix(byte[] order, int step, int first) {
        int shift = step / 4;
        int a = first;
        int b = 4 + (first + shift) % 4;
        int c = 8 + (first + 2 * shift) % 4;
        int d = 12 + (first + 3 * shift) % 4;
        state[a] += state[b] + message[order[2 * step]];
        state[d] = Integer.rotateRight(state[d] ^ state[a], 16);
        state[c] += state[d];
        state[b] = Integer.rotateRight(state[b] ^ state[c], 12);
        state[a] += state[b] + message[order[2 * step + 1]];
        state[d] = Integer.rotateRight(state[d] ^ state[a], 8);
        state[c] += state[d];
        state[b] = Integer.rotateRight(state[b] ^ state[c], 7);
    }
}
