// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.cluster;

import gatehouse.failure.FailureException;
import gatehouse.object.Verification;
import gatehouse.p2p.Content;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Content that goes on from another node where one breaks off. A node that ends in good order before it has sent what
 * it announced says by that that it is not good, in the way of the protocol: what the receiver has of it already cannot
 * be mended, and ends early as well. Source: P2P/Http/Server.hs serveGet.
 */
final class SwitchingContent implements Content {
    private static final System.Logger LOG = System.getLogger(SwitchingContent.class.getName());

    private final Sources sources;
    private final long offsetBytes;
    private final long lengthBytes;
    /** Of all that was read, from whatever node. */
    private Optional<Verification> check;

    private Sources.Opened current;
    private boolean switched;
    private long readBytes;
    private boolean ended;

    /**
     * @param sources to go on from
     * @param first that begins at {@code offsetBytes}; closed with this
     */
    SwitchingContent(Sources sources, Sources.Opened first, long offsetBytes) {
        this.sources = sources;
        this.current = first;
        this.check = first.check();
        this.offsetBytes = offsetBytes;
        this.lengthBytes = first.content().lengthBytes();
    }

    @Override
    public long lengthBytes() {
        return lengthBytes;
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
        if (readBytes == lengthBytes || ended) {
            return -1;
        }
        int start = to.position();
        while (true) {
            try {
                return taken(current.content().read(to), to);
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

    /** @param count that were just read into {@code to}, or -1 */
    private int taken(int count, ByteBuffer to) throws IOException {
        if (count < 0) {
            if (readBytes == 0) {
                throw new EOFException("the node sends less than it has announced");
            }
            doubt("it ends early, as one does whose content is not good");
            ended = true;
            return -1;
        }
        readBytes += count;
        check.ifPresent(one -> one.update(to.slice(to.position() - count, count)));
        return count;
    }

    /** Whether another node sends the rest. */
    private boolean goesOn(Exception failure) {
        LOG.log(System.Logger.Level.INFO, "a node fails while it sends: " + failure.getMessage());
        sources.doubt(current.node());
        closeCurrent();
        for (Optional<Sources.Opened> next = next(); next.isPresent(); next = next()) {
            current = next.get();
            if (current.content().lengthBytes() == lengthBytes - readBytes) {
                switched = readBytes > 0;
                check = switched ? check : current.check();
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
            current.content().close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a node that had failed fails again", e);
        }
    }

    /** {@inheritDoc} A node that does not say so any more has not said that it is. */
    @Override
    public boolean valid() {
        if (ended || !saysValid()) {
            return false;
        }
        boolean good = check.isEmpty() || check.get().matches();
        // Of parts that do not belong together, the one that was broken off is in doubt already.
        if (!good && !switched) {
            doubt("what it has sent is not the content of the key");
        } else if (!good) {
            LOG.log(System.Logger.Level.WARNING, "what several nodes have sent does not belong together");
        }
        return good;
    }

    private boolean saysValid() {
        try {
            boolean valid = current.content().valid();
            if (!valid) {
                doubt("it says that what it has sent is not good");
            }
            return valid;
        } catch (IOException | FailureException e) {
            doubt("it fails at the end of what it sends: " + e.getMessage());
            return false;
        }
    }

    private void doubt(String reason) {
        LOG.log(System.Logger.Level.WARNING, "node " + current.node().name() + " is not relied on: " + reason);
        sources.doubt(current.node());
    }

    @Override
    public void close() throws IOException {
        current.content().close();
    }
}
