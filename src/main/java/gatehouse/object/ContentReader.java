// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import gatehouse.key.Key;
import gatehouse.object.StoredContent.Opened;
import gatehouse.object.Unmodified.KeyFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/** Opens objects to send them. Source: Annex/Content.hs prepSendAnnex. */
record ContentReader(CurrentAnnex current, Unmodified unmodified) {
    /**
     * Empty when the content is not present. Content that may have been edited is verified while it is sent; when its
     * beginning is not, it is verified before.
     */
    Optional<StoredContent> open(Key key, long offsetBytes) throws IOException {
        Annex annex = current.annex();
        Optional<ObjectLocation> at = annex.paths().find(key);
        Optional<FileStatus> status = at.isPresent() ? FileStatus.of(at.get().file()) : Optional.empty();
        if (at.isEmpty() || status.isEmpty()) {
            return Optional.empty();
        }
        boolean doubtful = unmodified.mayBeModified(annex, key, status.get());
        if (doubtful && offsetBytes > 0) {
            if (!unmodified.isUnmodified(annex, new KeyFile(key, at.get()), status.get())) {
                return Optional.empty();
            }
            doubtful = false;
        }
        long from = Math.min(offsetBytes, status.get().sizeBytes());
        Opened opened = new Opened(key, status.get(), from, unmodified);
        try {
            SharedChannel channel = annex.locks().read(at.get().file());
            return Optional.of(new StoredContent(channel, opened, doubtful ? Verification.of(key) : null));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
