// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import gatehouse.object.LockPool.Kind;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The time, beside an object, until which it must not be removed, even by who finds it unlocked. The file is replaced
 * as a whole. Source: Annex/Content.hs writeContentRetentionTimestamp and what follows it, Utility/TimeStamp.hs.
 */
record Retention(Annex annex) {
    private static final Pattern FORM = Pattern.compile("([+-]?[0-9]{1,18}(?:\\.[0-9]{1,30})?)s?");
    private static final int MAX_BYTES = 64;
    /** git-annex holds this lock for as long as it takes to write a small file. */
    private static final Duration LOCK_WAIT = Duration.ofSeconds(10);

    /** Empty when there is no such time, or none that can be read: both mean the same to git-annex. */
    Optional<BigDecimal> until(ObjectLocation at) throws IOException {
        try {
            byte[] text = Files.readAllBytes(at.retention());
            Matcher form = FORM.matcher(new String(text, StandardCharsets.ISO_8859_1));
            return text.length <= MAX_BYTES && form.matches()
                    ? Optional.of(new BigDecimal(form.group(1)))
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    boolean inForce(ObjectLocation at, Instant now) throws IOException {
        return until(at).filter(until -> until.compareTo(seconds(now)) >= 0).isPresent();
    }

    /** Makes the time {@code until} at least. The folder must be thawed and the content locked. */
    void extend(ObjectLocation at, Instant until) throws IOException {
        try (HeldLock lock =
                annex.locks().lock(at.retentionLock(), Kind.EXCLUSIVE, annex.objectLockFile(), LOCK_WAIT)) {
            if (until(at).filter(there -> there.compareTo(seconds(until)) >= 0).isEmpty()) {
                replace(at.retention(), seconds(until).toPlainString() + "s");
            }
        }
    }

    private void replace(Path file, String text) throws IOException {
        try (HeldLock lock = OtherTemporary.use(annex)) {
            Path temporary = OtherTemporary.name(annex, "retention");
            Files.writeString(temporary, text);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Ends it if it is {@code until}, not another's. The folder must be thawed, the content locked exclusively. */
    void dropIf(ObjectLocation at, Instant until) throws IOException {
        if (until(at).filter(there -> there.compareTo(seconds(until)) == 0).isPresent()) {
            drop(at);
        }
    }

    /** Ends it. The folder must be thawed, the content locked exclusively. Source: removeRetentionTimeStamp. */
    void drop(ObjectLocation at) throws IOException {
        Files.deleteIfExists(at.retention());
        Files.deleteIfExists(at.retentionLock());
    }

    private static BigDecimal seconds(Instant at) {
        return BigDecimal.valueOf(at.getEpochSecond())
                .add(BigDecimal.valueOf(at.getNano(), 9))
                .stripTrailingZeros();
    }
}
