// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import gatehouse.repository.AnnexConfig;
import gatehouse.repository.FileName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What git-annex processes have written and not yet committed: whole new texts of files of the branch. The private
 * journal beside it is never looked at. Source: Annex/Journal.hs.
 */
final class Journal {
    private static final int LONGEST_NAME_BYTES = 255;
    private static final String TEMPORARY = "gatehouse.journal.tmp";

    private final AnnexConfig config;

    Journal(AnnexConfig config) {
        this.config = config;
    }

    /** Without the lock the answer may be stale. A last line that is still being written is left out. */
    Optional<String> read(BranchPath path) throws IOException {
        if (!holds(path)) {
            return Optional.empty();
        }
        try {
            byte[] content = Files.readAllBytes(FileName.in(folder(), path.journalName()));
            String text = new String(content, StandardCharsets.ISO_8859_1);
            return Optional.of(text.substring(0, text.lastIndexOf('\n') + 1));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Whether a file can be named in it. */
    static boolean holds(BranchPath path) {
        return path.journalName().length() <= LONGEST_NAME_BYTES;
    }

    /** Replaces what it holds of a file, by what a crash leaves whole. */
    void write(JournalLocked locked, BranchPath path, String text) throws IOException {
        locked.require(config.gitDir());
        // Not in the journal, where git-annex would take it for a file of the branch.
        Path temporary = config.gitDir().resolve("annex").resolve(TEMPORARY);
        Files.write(temporary, text.getBytes(StandardCharsets.ISO_8859_1));
        SharedMode.apply(config.sharing(), temporary);
        Durable.sync(temporary);
        SharedMode.createFolders(config.sharing(), folder());
        Files.move(temporary, FileName.in(folder(), path.journalName()), StandardCopyOption.ATOMIC_MOVE);
        Durable.sync(folder());
    }

    boolean isEmpty() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder())) {
            return !files.iterator().hasNext();
        } catch (NoSuchFileException e) {
            return true;
        }
    }

    List<BranchPath> paths(JournalLocked locked) throws IOException {
        locked.require(config.gitDir());
        List<BranchPath> paths = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder(), Files::isRegularFile)) {
            for (Path file : files) {
                path(FileName.of(file)).ifPresent(paths::add);
            }
        } catch (NoSuchFileException e) {
            return List.of();
        }
        return paths;
    }

    /** To be called when the branch holds what was in them. */
    void remove(JournalLocked locked, Collection<BranchPath> paths) throws IOException {
        locked.require(config.gitDir());
        for (BranchPath path : paths) {
            Files.deleteIfExists(FileName.in(folder(), path.journalName()));
        }
    }

    /** Empty for a file that is none of git-annex's. */
    private static Optional<BranchPath> path(String name) {
        try {
            BranchPath path = BranchPath.ofJournalName(name);
            return path.journalName().equals(name) ? Optional.of(path) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Path folder() {
        return config.gitDir().resolve("annex").resolve("journal");
    }
}
