// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.cluster;

import gatehouse.failure.FailureException;
import gatehouse.p2p.Content;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Content that goes on from another node where one fails. */
final class SwitchingContent implements Content {
    private static final System.Logger LOG = System.getLogger(SwitchingContent.class.getName());

    private final Sources sources;
    private final long offsetBytes;
    private final long lengthBytes;
    private Content current;
    private long readBytes;

    /**
     * @param sources to go on from
     * @param first that begins at {@code offsetBytes}; closed with this
     */
    SwitchingContent(Sources sources, Content first, long offsetBytes) {
        this.sources = sources;
        this.current = first;
        this.offsetBytes = offsetBytes;
        this.lengthBytes = first.lengthBytes();
    }

    @Override
    public long lengthBytes() {
        return lengthBytes;
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
        if (readBytes == lengthBytes) {
            return -1;
        }
        int start = to.position();
        while (true) {
            try {
                int count = current.read(to);
                if (count < 0) {
                    throw new EOFException("the node sends less than it has announced");
                }
                readBytes += count;
                return count;
            } catch (IOException e) {
                to.position(start);
                if (!goesOn(e)) {
                    throw e;
                }
            } catch (FailureException e) {
                to.position(start);
                if (!goesOn(e)) {
                    throw e;
                }
            }
        }
    }

    /** Whether another node sends the rest. */
    private boolean goesOn(Exception failure) {
        LOG.log(System.Logger.Level.INFO, "a node fails while it sends: " + failure.getMessage());
        closeCurrent();
        for (Optional<Sources.Opened> next = next(); next.isPresent(); next = next()) {
            current = next.get().content();
            if (current.lengthBytes() == lengthBytes - readBytes) {
                return true;
            }
            closeCurrent();
        }
        return false;
    }

    private Optional<Sources.Opened> next() {
        return sources.next(offsetBytes + readBytes);
    }

    private void closeCurrent() {
        try {
            current.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a node that had failed fails again", e);
        }
    }

    /** {@inheritDoc} A node that does not say so any more has not said that it is. */
    @Override
    public boolean valid() {
        try {
            return current.valid();
        } catch (IOException | FailureException e) {
            LOG.log(System.Logger.Level.INFO, "a node fails at the end of what it sends: " + e.getMessage());
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        current.close();
    }
}
