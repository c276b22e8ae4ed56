// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * BLAKE2sp with 224 bits, which Bouncy Castle has only with 256: eight leaves that take the blocks in turn, and a root
 * over their hashes. One thread. Source: the BLAKE2 paper, section 2.10; the leaves' hashes keep their 256 bits.
 */
final class Blake2sp224 implements Checksum {
    private static final int HASH_BYTES = 28;
    private static final int LEAVES = 8;

    private final Blake2sNode[] leaves = new Blake2sNode[LEAVES];
    private long givenBytes;

    Blake2sp224() {
        Arrays.setAll(leaves, leaf -> new Blake2sNode(HASH_BYTES, new Blake2sNode.Place(LEAVES, leaf, 0)));
    }

    @Override
    public void update(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            Blake2sNode leaf = leaves[(int) (givenBytes / Blake2sNode.BLOCK_BYTES % LEAVES)];
            int blockRoom = Blake2sNode.BLOCK_BYTES - (int) (givenBytes % Blake2sNode.BLOCK_BYTES);
            int length = Math.min(blockRoom, bytes.remaining());
            leaf.update(bytes, length);
            givenBytes += length;
        }
    }

    @Override
    public byte[] finish() {
        Blake2sNode root = new Blake2sNode(HASH_BYTES, new Blake2sNode.Place(LEAVES, 0, 1));
        for (int leaf = 0; leaf < LEAVES; leaf++) {
            ByteBuffer hash = ByteBuffer.wrap(leaves[leaf].finish(leaf == LEAVES - 1));
            while (hash.hasRemaining()) {
                root.update(hash, Blake2sNode.HASH_BYTES);
            }
        }
        return Arrays.copyOf(root.finish(true), HASH_BYTES);
    }
}
