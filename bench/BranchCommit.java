// SPDX-License-Identifier: AGPL-3.0-or-later

import gatehouse.branch.AnnexBranch;
import gatehouse.branch.JournalLocked;
import gatehouse.key.Key;
import gatehouse.repository.AnnexConfig;
import gatehouse.repository.AnnexConfig.BranchHash;
import gatehouse.repository.AnnexConfig.ObjectHash;
import gatehouse.repository.AnnexConfig.Sharing;
import gatehouse.repository.Uuid;
import gatehouse.whereis.LocationChange;
import gatehouse.whereis.LocationChange.Presence;
import gatehouse.whereis.LocationJournal.Entry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/** Commits batches of location changes and prints the seconds that each took, the lock and all syncing included. */
public final class BranchCommit {
    private static final int BATCHES = 20;

    private BranchCommit() {}

    /** Arguments: a bare repository, its UUID, how many keys its branch has, and how many of them change in a batch. */
    public static void main(String[] args) throws Exception {
        Uuid uuid = new Uuid(args[1]);
        int keys = Integer.parseInt(args[2]);
        int changes = Integer.parseInt(args[3]);
        Path gitDir = Path.of(args[0]).toAbsolutePath();
        AnnexConfig config = new AnnexConfig(
                uuid,
                gitDir,
                true,
                10,
                new Sharing.Unshared(),
                new ObjectHash(false, 2),
                new BranchHash(2),
                0,
                false,
                true);
        try (Repository repository =
                new FileRepositoryBuilder().setGitDir(gitDir.toFile()).build()) {
            AnnexBranch branch = new AnnexBranch(repository, config, InstantSource.system());
            for (int batch = 0; batch < BATCHES; batch++) {
                List<Entry> entries = entries(uuid, batch, keys, changes);
                long start = System.nanoTime();
                commit(branch, entries);
                System.out.println((System.nanoTime() - start) / 1e9);
            }
        }
    }

    private static void commit(AnnexBranch branch, List<Entry> entries) throws IOException {
        try (JournalLocked locked = branch.lock(Duration.ofSeconds(10))) {
            branch.record(locked, entries);
        }
    }

    private static List<Entry> entries(Uuid uuid, int batch, int keys, int changes) throws Exception {
        List<Entry> entries = new ArrayList<>();
        int step = Math.max(1, keys / changes);
        for (int i = 0; i < changes; i++) {
            int number = (i * step + batch + 1) % keys;
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(Integer.toString(number).getBytes(StandardCharsets.US_ASCII));
            Key key = new Key("SHA256E-s1000--" + HexFormat.of().formatHex(hash) + ".dat");
            LocationChange change =
                    new LocationChange(uuid, key, uuid, Presence.MISSING, System.currentTimeMillis() * 1_000_000L);
            entries.add(new Entry((long) batch * changes + i, change));
        }
        return entries;
    }
}
