// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.rebalance;

import gatehouse.key.Key;
import gatehouse.repository.Uuid;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;
import java.util.Set;

/**
 * Many moves in little memory: as many bytes as the key has, and about 40 more for each. Moves are added at the end by
 * one thread, and may be read by many afterwards.
 */
final class MoveList extends AbstractList<Move> implements RandomAccess {
    private static final int CHUNK_BYTES = 1 << 20;

    private final List<byte[]> chunks = new ArrayList<>();
    private final Numbered<Uuid> repositories = new Numbered<>();
    private final Numbered<Set<Uuid>> places = new Numbered<>();
    private final Numbered<String> whys = new Numbered<>();
    /** Of each move its chunk, times {@link #CHUNK_BYTES}, and its place therein. */
    private long[] starts = new long[64];

    private int size;
    private long bytes;
    private int usedBytes = CHUNK_BYTES;

    /** Values by the order in which they came, each kept once. */
    private static final class Numbered<T> {
        private final Map<T, Integer> numbers = new HashMap<>();
        private final List<T> values = new ArrayList<>();

        int number(T value) {
            return numbers.computeIfAbsent(value, fresh -> {
                values.add(fresh);
                return values.size() - 1;
            });
        }

        T value(int number) {
            return values.get(number);
        }
    }

    @Override
    public boolean add(Move move) {
        byte[] packed = packed(move);
        if (packed.length > CHUNK_BYTES - usedBytes) {
            chunks.add(new byte[Math.max(CHUNK_BYTES, packed.length)]);
            usedBytes = 0;
        }
        if (size == starts.length) {
            starts = Arrays.copyOf(starts, size + size / 2);
        }
        starts[size] = (long) (chunks.size() - 1) * CHUNK_BYTES + usedBytes;
        System.arraycopy(packed, 0, chunks.getLast(), usedBytes, packed.length);
        usedBytes += packed.length;
        size++;
        bytes = saturated(bytes, move.bytes());
        return true;
    }

    @Override
    public Move get(int index) {
        long place = starts[java.util.Objects.checkIndex(index, size)];
        byte[] chunk = chunks.get((int) (place / CHUNK_BYTES));
        int at = (int) (place % CHUNK_BYTES);
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(chunk, at, chunk.length - at))) {
            return unpacked(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int size() {
        return size;
    }

    /** Of all moves together. */
    long bytes() {
        return bytes;
    }

    private static long saturated(long sum, long more) {
        return more > Long.MAX_VALUE - sum ? Long.MAX_VALUE : sum + more;
    }

    private byte[] packed(Move move) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            byte[] key = move.key().bytes();
            out.writeShort(key.length);
            out.write(key);
            out.writeInt(places.number(move.at()));
            out.writeShort(move.copies().size());
            for (Move.Copy copy : move.copies()) {
                out.writeShort(repositories.number(copy.from()));
                out.writeShort(repositories.number(copy.to()));
                out.writeInt(whys.number(copy.why()));
            }
            out.writeShort(move.drops().size());
            for (Move.Drop drop : move.drops()) {
                out.writeShort(repositories.number(drop.where()));
                out.writeInt(whys.number(drop.why()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private Move unpacked(DataInputStream in) throws IOException {
        byte[] key = in.readNBytes(in.readUnsignedShort());
        Set<Uuid> at = places.value(in.readInt());
        List<Move.Copy> copies = new ArrayList<>();
        for (int left = in.readUnsignedShort(); left > 0; left--) {
            copies.add(new Move.Copy(
                    repositories.value(in.readUnsignedShort()),
                    repositories.value(in.readUnsignedShort()),
                    whys.value(in.readInt())));
        }
        List<Move.Drop> drops = new ArrayList<>();
        for (int left = in.readUnsignedShort(); left > 0; left--) {
            drops.add(new Move.Drop(repositories.value(in.readUnsignedShort()), whys.value(in.readInt())));
        }
        return new Move(Key.of(key).orElseThrow(), at, copies, drops);
    }
}
