// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.git;

import gatehouse.repository.AnnexConfig;
import gatehouse.repository.FileName;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The repositories that are served. Asking costs a look into a map, whatever is asked for; {@link #scan} looks at the
 * folders, and is for one thread at a time. Two repositories with one UUID are both left out, since nobody could tell
 * whose content is meant.
 */
public final class RepositoryDirectory {
    private static final Logger LOG = Logger.getLogger(RepositoryDirectory.class.getName());

    private final List<Path> folders;
    private final Listener listener;
    private final Map<Path, Reading> readings = new HashMap<>();
    private Set<String> complaints = Set.of();
    private String userConfig = "";
    private volatile Index index = new Index(Map.of(), Map.of(), Set.of(), List.of());

    /** Told of changes by the thread that scans. */
    public interface Listener {
        /**
         * It is about to be served; or is configured anew, when its UUID was served before. Called before it can be
         * asked for.
         */
        void served(ServedRepository repository);

        /** It is not served any more. Called when it cannot be asked for any more. */
        void dropped(ServedRepository repository);
    }

    private record Index(
            Map<Uuid, ServedRepository> byUuid,
            Map<String, ServedRepository> byName,
            Set<Uuid> gateways,
            List<String> complaints) {}

    /** What a config file was when it was read. */
    private record Stamp(
            FileTime modified, long sizeBytes, @Nullable Object fileKey) {}

    private record Reading(Stamp stamp, AnnexConfigReading result) {}

    /** @param folders below which repositories are looked for; each may itself be one */
    public RepositoryDirectory(List<Path> folders, Listener listener) {
        this.folders = folders.stream()
                .map(folder -> folder.toAbsolutePath().normalize())
                .toList();
        this.listener = listener;
    }

    public Optional<ServedRepository> find(Uuid uuid) {
        return Optional.ofNullable(index.byUuid().get(uuid));
    }

    /** @param name with or without {@code .git} at its end */
    public Optional<ServedRepository> find(String name) {
        return Optional.ofNullable(index.byName().get(withoutSuffix(name)));
    }

    /** By name. */
    public Collection<ServedRepository> all() {
        return index.byName().values();
    }

    /** All of them; the same object while nothing changes. */
    public Map<Uuid, ServedRepository> byUuid() {
        return index.byUuid();
    }

    /** Those whose git config says anything that may make them answer for others. */
    public Set<Uuid> gateways() {
        return index.gateways();
    }

    /** One line for each annex that is there and not served. */
    public List<String> complaints() {
        return index.complaints();
    }

    /**
     * The configuration as it is on disk now. An annex below version 10 may be upgraded by git-annex at any moment, and
     * is locked differently from then on.
     */
    public AnnexConfig current(ServedRepository repository) {
        AnnexConfig config = repository.config();
        if (config.version() == AnnexConfig.NEWEST_VERSION) {
            return config;
        }
        return AnnexConfigReading.of(config.gitDir()) instanceof AnnexConfigReading.Annex annex
                ? annex.config()
                : config;
    }

    /** Looks at the folders again. Config files that have not changed are not read again. */
    public synchronized void scan() {
        Map<Uuid, List<ServedRepository>> found = new HashMap<>();
        List<String> problems = new ArrayList<>();
        Set<Path> seen = new HashSet<>();
        Set<String> names = new HashSet<>();
        List<Path> unread = new ArrayList<>();
        forgetWhereUserConfigChanged();
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) {
                problems.add("not looked into: there is no folder " + folder);
                continue;
            }
            RepositoryScan scan = RepositoryScan.below(folder);
            unread.addAll(scan.unread());
            for (RepositoryScan.Found repository : scan.found()) {
                if (!seen.add(repository.gitDir())) {
                    continue;
                }
                if (!repository.gitDir().toFile().toPath().equals(repository.gitDir())) {
                    problems.add("not served: " + repository.path()
                            + ": its name cannot be used in this locale, that of the server should be C.UTF-8");
                    continue;
                }
                switch (read(repository.gitDir())) {
                    case AnnexConfigReading.Annex annex -> {
                        String name = free(name(folder, repository.path()), folder, names);
                        found.computeIfAbsent(annex.config().uuid(), uuid -> new ArrayList<>())
                                .add(new ServedRepository(name, repository.path(), annex.config()));
                    }
                    case AnnexConfigReading.NoAnnex none -> LOG.log(Level.FINEST, "no annex: {0}", repository.path());
                    case AnnexConfigReading.Unsupported unsupported ->
                        problems.add("not served: " + repository.path() + ": " + unsupported.reason());
                }
            }
        }
        readings.keySet().retainAll(seen);
        keepWhatIsIn(unread, found);
        publish(found, problems);
    }

    /** What is in a folder that cannot be listed now is served as before. */
    private void keepWhatIsIn(List<Path> unread, Map<Uuid, List<ServedRepository>> found) {
        for (ServedRepository before : index.byUuid().values()) {
            if (unread.stream().anyMatch(before.path()::startsWith)) {
                found.putIfAbsent(before.uuid(), List.of(before));
            }
        }
    }

    private void publish(Map<Uuid, List<ServedRepository>> found, List<String> problems) {
        Map<Uuid, ServedRepository> byUuid = new HashMap<>();
        Map<String, ServedRepository> byName = new TreeMap<>();
        found.forEach((uuid, repositories) -> {
            if (repositories.size() == 1) {
                byUuid.put(uuid, repositories.getFirst());
                byName.put(repositories.getFirst().name(), repositories.getFirst());
            } else {
                List<Path> paths = repositories.stream()
                        .map(ServedRepository::path)
                        .sorted()
                        .toList();
                problems.add("not served: repositories with the same uuid " + uuid + ": " + paths);
            }
        });
        Index before = index;
        byUuid.values().stream()
                .filter(repository -> !repository.equals(before.byUuid().get(repository.uuid())))
                .forEach(listener::served);
        index = new Index(
                byUuid.equals(before.byUuid()) ? before.byUuid() : Map.copyOf(byUuid),
                byName,
                gateways(byUuid),
                List.copyOf(problems));
        before.byUuid().values().stream()
                .filter(repository -> !byUuid.containsKey(repository.uuid()))
                .forEach(listener::dropped);
        complain(problems);
    }

    private Set<Uuid> gateways(Map<Uuid, ServedRepository> byUuid) {
        return byUuid.values().stream()
                .filter(repository -> readings.get(repository.config().gitDir()) instanceof Reading known
                        ? known.result() instanceof AnnexConfigReading.Annex annex && annex.gateway()
                        : index.gateways().contains(repository.uuid()))
                .map(ServedRepository::uuid)
                .collect(Collectors.toUnmodifiableSet());
    }

    private void complain(List<String> problems) {
        problems.stream().filter(problem -> !complaints.contains(problem)).forEach(LOG::warning);
        complaints = Set.copyOf(problems);
    }

    /** What is set for the user whom the server runs as counts for all repositories. */
    private void forgetWhereUserConfigChanged() {
        String now = AnnexConfigReading.userConfig();
        if (!now.equals(userConfig)) {
            readings.clear();
            userConfig = now;
        }
    }

    private AnnexConfigReading read(Path gitDir) {
        Stamp stamp;
        try {
            BasicFileAttributes attributes = Files.readAttributes(gitDir.resolve("config"), BasicFileAttributes.class);
            stamp = new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        } catch (IOException e) {
            return new AnnexConfigReading.NoAnnex();
        }
        Reading known = readings.get(gitDir);
        if (known == null || !known.stamp().equals(stamp)) {
            known = new Reading(stamp, AnnexConfigReading.of(gitDir));
            if (known.result() instanceof AnnexConfigReading.Unsupported) {
                // It may have been the disk that failed, for once.
                readings.remove(gitDir);
            } else {
                readings.put(gitDir, known);
            }
        }
        return known.result();
    }

    private static String name(Path folder, Path repository) {
        Path named = repository.equals(folder) ? repository.getFileName() : folder.relativize(repository);
        String name = StreamSupport.stream(named.spliterator(), false)
                .map(RepositoryDirectory::text)
                .collect(Collectors.joining("/"));
        return withoutSuffix(name);
    }

    /** Urls are UTF-8, whatever the locale. */
    private static String text(Path segment) {
        return new String(FileName.of(segment).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** The name, or where another folder has a repository of that name, one that says which folder. */
    private static String free(String name, Path folder, Set<String> taken) {
        String free = name;
        if (taken.contains(free)) {
            free = text(folder) + "/" + name;
        }
        for (int i = 2; !taken.add(free); i++) {
            free = text(folder) + "-" + i + "/" + name;
        }
        return free;
    }

    private static String withoutSuffix(String name) {
        return name.endsWith(".git") && name.length() > 4 ? name.substring(0, name.length() - 4) : name;
    }
}
