// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import gatehouse.branch.log.UuidLog;
import gatehouse.key.Key;
import gatehouse.repository.AnnexConfig.BranchHash;
import gatehouse.repository.ClusterUuid;
import gatehouse.repository.Uuid;
import gatehouse.whereis.SizeChange;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;

/**
 * What the location logs of a commit add up to, and by how much two commits differ. Repositories that uuid.log knows
 * and that have nothing count with 0. Source: Annex/RepoSize.hs calcBranchRepoSizes, diffBranchRepoSizes.
 */
record SizeCount(Repository repository, BranchHash hash) {
    /**
     * Counts all of it, by several threads.
     *
     * @param threads how many
     * @return bytes
     */
    Map<Uuid, Long> of(ObjectId commit, int threads) throws IOException {
        List<LocationLogs.Folder> folders;
        Map<Uuid, Long> sums;
        try (ObjectReader reader = repository.newObjectReader()) {
            folders = new LocationLogs(reader, hash).folders(commit);
            sums = described(reader, commit);
        }
        AtomicInteger next = new AtomicInteger();
        ExecutorService workers = Executors.newFixedThreadPool(threads, SizeCount::thread);
        try {
            List<Future<Map<Uuid, Long>>> parts = IntStream.range(0, threads)
                    .mapToObj(i -> workers.submit(() -> part(folders, next)))
                    .toList();
            for (Future<Map<Uuid, Long>> part : parts) {
                part.get().forEach((uuid, bytes) -> sums.merge(uuid, bytes, Long::sum));
            }
            return sums;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IOException("the location logs cannot be counted", e.getCause());
        } finally {
            workers.shutdownNow();
        }
    }

    /** Those who wait for an answer come first. */
    private static Thread thread(Runnable work) {
        return Thread.ofPlatform()
                .name("gatehouse-count")
                .daemon()
                .priority(Thread.MIN_PRIORITY)
                .unstarted(work);
    }

    private Map<Uuid, Long> part(List<LocationLogs.Folder> folders, AtomicInteger next) throws IOException {
        Map<Uuid, Long> sums = new HashMap<>();
        try (ObjectReader reader = repository.newObjectReader()) {
            LocationLogs logs = new LocationLogs(reader, hash);
            for (int i = next.getAndIncrement(); i < folders.size(); i = next.getAndIncrement()) {
                logs.each(folders.get(i), (key, present) -> add(sums, key, present));
            }
        }
        return sums;
    }

    private static void add(Map<Uuid, Long> sums, Key key, Set<Uuid> present) {
        long bytes = SizeChange.bytes(key);
        present.forEach(uuid -> sums.merge(uuid, bytes, Long::sum));
    }

    /** By how many bytes each repository has changed; those that were not known before are named in any case. */
    Map<Uuid, Long> between(LocationLogs.Between commits) throws IOException {
        Map<Uuid, Long> changes = new HashMap<>();
        try (ObjectReader reader = repository.newObjectReader()) {
            if (!commits.from().equals(commits.to())) {
                Set<Uuid> before = described(reader, commits.from()).keySet();
                changes.putAll(described(reader, commits.to()));
                changes.keySet().removeAll(before);
            }
            new LocationLogs(reader, hash).eachChange(commits, (key, before, after) -> {
                long bytes = SizeChange.bytes(key);
                after.stream()
                        .filter(uuid -> !before.contains(uuid))
                        .forEach(uuid -> changes.merge(uuid, bytes, Long::sum));
                before.stream()
                        .filter(uuid -> !after.contains(uuid))
                        .forEach(uuid -> changes.merge(uuid, -bytes, Long::sum));
            });
        }
        return changes;
    }

    private static Map<Uuid, Long> described(ObjectReader reader, ObjectId commit) throws IOException {
        Map<Uuid, Long> known = new HashMap<>();
        if (!commit.equals(ObjectId.zeroId())) {
            ObjectId tree = AnnexBranch.tree(reader, commit);
            String text = new BranchTexts(reader)
                    .read(tree, new BranchPath(UuidLog.FILE))
                    .orElse("");
            UuidLog.parse(text).descriptions().keySet().stream()
                    .filter(uuid -> ClusterUuid.of(uuid).isEmpty())
                    .forEach(uuid -> known.put(uuid, 0L));
        }
        return known;
    }
}
