// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.repository.ConfigEdit;
import gatehouse.repository.ConfigSetting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.internal.storage.file.LockFile;
import org.eclipse.jgit.lib.Config;
import org.jspecify.annotations.Nullable;

/**
 * A repository's git config, to be changed while git and git-annex use it: under git's own lock, whole or not at all.
 * What is not changed stays, bytes that are no UTF-8 and comments included.
 */
final class ConfigFile {
    private static final long PAUSE_MILLIS = 10;
    /** As bytes. JGit takes it for text. */
    private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

    private final Path file;

    /** @param file followed where it is a link, as git does */
    ConfigFile(Path file) throws IOException {
        this.file = file.toRealPath();
    }

    /** Says what to change, while nobody else can. */
    interface Decision {
        List<ConfigEdit> edits() throws IOException;
    }

    /**
     * Returns when the changed file is on the disk.
     *
     * @throws FailureException Busy when another has the lock for longer than {@code atMost}; whatever {@code decision}
     *     throws, and nothing has changed then
     * @throws IOException when it cannot be read or written
     */
    void change(Duration atMost, Decision decision) throws IOException {
        LockFile lock = new LockFile(file.toFile());
        acquire(lock, atMost);
        try {
            List<ConfigEdit> edits = decision.edits();
            byte[] before = Files.readAllBytes(file);
            byte[] after = edited(before, edits);
            if (Arrays.equals(before, after)) {
                return;
            }
            lock.setFSync(true);
            lock.write(after);
            Files.setPosixFilePermissions(
                    file.resolveSibling(file.getFileName() + ".lock"), Files.getPosixFilePermissions(file));
            if (!lock.commit()) {
                throw new IOException("the git config cannot be replaced");
            }
            Durable.sync(Objects.requireNonNull(file.getParent()));
        } finally {
            lock.unlock();
        }
    }

    private static void acquire(LockFile lock, Duration atMost) throws IOException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!lock.lock()) {
            if (System.nanoTime() - deadline >= 0) {
                throw busy();
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw busy();
            }
        }
    }

    private static byte[] edited(byte[] bytes, List<ConfigEdit> edits) throws IOException {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        String mark = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : "";
        Config config = new Config();
        try {
            config.fromText(text.substring(mark.length()));
        } catch (ConfigInvalidException e) {
            throw new IOException("the git config cannot be read", e);
        }
        if (edits.stream().filter(edit -> changed(config, edit)).count() == 0) {
            return bytes;
        }
        return (mark + config.toText()).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Whether the edit, now made, was one. */
    private static boolean changed(Config config, ConfigEdit edit) {
        switch (edit) {
            case ConfigEdit.Set set -> {
                ConfigSetting s = set.setting();
                String[] before = config.getStringList(s.section(), subsection(s), s.name());
                if (before.length == 1 && set.value().equals(before[0])) {
                    return false;
                }
                config.setString(s.section(), subsection(s), s.name(), set.value());
                return true;
            }
            case ConfigEdit.Unset unset -> {
                ConfigSetting s = unset.setting();
                if (config.getStringList(s.section(), subsection(s), s.name()).length == 0) {
                    return false;
                }
                config.unset(s.section(), subsection(s), s.name());
                if (config.getNames(s.section(), subsection(s)).isEmpty()) {
                    config.unsetSection(s.section(), subsection(s));
                }
                return true;
            }
            case ConfigEdit.Forget forget -> {
                return config.removeSection("remote", forget.remote());
            }
        }
    }

    private static @Nullable String subsection(ConfigSetting setting) {
        return setting.subsection().isEmpty() ? null : setting.subsection();
    }

    private static FailureException busy() {
        return new FailureException(new Failure.Busy("the git config of the repository is locked"));
    }
}
