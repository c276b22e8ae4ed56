// SPDX-License-Identifier: AGPL-3.0-or-later

import gatehouse.branch.AnnexBranch;
import gatehouse.branch.AnnexBranches;
import gatehouse.branch.PackCache;
import gatehouse.branch.SizeCounting;
import gatehouse.branch.SizesInStep;
import gatehouse.repository.AnnexConfig;
import gatehouse.repository.AnnexConfig.BranchHash;
import gatehouse.repository.AnnexConfig.ObjectHash;
import gatehouse.repository.AnnexConfig.Sharing;
import gatehouse.repository.RepoSize;
import gatehouse.repository.Uuid;
import gatehouse.size.Advance;
import gatehouse.size.Counted;
import gatehouse.size.RepoSizes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/** Counts the sizes that a branch tells of, once, and prints the seconds that took and what they came to. */
public final class FirstCount {
    private FirstCount() {}

    /** Arguments: a bare repository and its UUID. */
    public static void main(String[] args) throws Exception {
        Uuid uuid = new Uuid(args[1]);
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
        PackCache.install();
        try (Repository repository =
                new FileRepositoryBuilder().setGitDir(gitDir.toFile()).build()) {
            AnnexBranch branch = new AnnexBranch(repository, config, InstantSource.system());
            AnnexBranches branches = new AnnexBranches() {
                @Override
                public <R> Optional<R> with(Uuid asked, Use<R> use) throws IOException {
                    return Optional.of(use.of(branch));
                }
            };
            Kept kept = new Kept();
            int threads = Runtime.getRuntime().availableProcessors();
            long start = System.nanoTime();
            new SizeCounting(branches, new SizesInStep(kept), Runnable::run, threads).soon(uuid);
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.println(seconds + " " + kept.sizes.get(uuid).bytes());
        }
    }

    /** Keeps what was counted. */
    private static final class Kept implements RepoSizes {
        private Map<Uuid, RepoSize> sizes = Map.of();

        @Override
        public Optional<Counted> counted(Uuid repository) {
            return Optional.empty();
        }

        @Override
        public Optional<Map<Uuid, RepoSize>> now(Uuid repository) {
            return Optional.of(sizes);
        }

        @Override
        public void recounted(Uuid repository, Counted counted) {
            sizes = counted.sizes();
        }

        @Override
        public boolean advance(Uuid repository, Advance advance) {
            return false;
        }

        @Override
        public void forget(Uuid repository) {
            sizes = Map.of();
        }
    }
}
