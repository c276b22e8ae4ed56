// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import java.nio.ByteBuffer;

/** An upload that cannot be stored, whatever comes: its size is wrong, or its beginning is not here. */
final class RefusedUpload implements Upload {
    private long missingBytes;

    RefusedUpload(Announcement announced) {
        this.missingBytes = announced.lengthBytes();
    }

    @Override
    public void write(ByteBuffer from) {
        missingBytes = Math.max(0, missingBytes - from.remaining());
        from.position(from.limit());
    }

    @Override
    public long missingBytes() {
        return missingBytes;
    }

    @Override
    public Result finish() {
        return new Result.WrongLength();
    }

    @Override
    public void close() {
        // Nothing was opened.
    }
}
