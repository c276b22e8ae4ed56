// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import gatehouse.repository.AnnexConfig;
import gatehouse.repository.AnnexConfig.BranchHash;
import gatehouse.repository.AnnexConfig.ObjectHash;
import gatehouse.repository.AnnexConfig.Sharing;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/** A folder with a repository in which the real git and git-annex are run. Output has one char for each byte. */
public final class RealAnnex implements AutoCloseable {
    private static final String OLDEST = "10.20240731";
    private static final Optional<Path> PROGRAMS = programs();

    final Path folder;
    final Path gitDir;
    private final Repository repository;

    private RealAnnex(Path folder, Path gitDir) throws IOException {
        this.folder = folder;
        this.gitDir = gitDir;
        this.repository = new FileRepositoryBuilder().setGitDir(gitDir.toFile()).build();
    }

    /** A bare repository, of git alone. */
    public static RealAnnex bare(Path folder) throws IOException {
        run(folder.getParent(), "", "git", "init", "-q", "--bare", folder.toString());
        return of(folder, folder);
    }

    /** A repository with a work tree, initialised by git-annex. */
    public static RealAnnex initialised(Path folder) throws IOException {
        run(folder.getParent(), "", "git", "init", "-q", folder.toString());
        RealAnnex annex = of(folder, folder.resolve(".git"));
        annex.run("git", "annex", "init", "-q", "real");
        return annex;
    }

    public static RealAnnex of(Path folder, Path gitDir) throws IOException {
        RealAnnex annex = new RealAnnex(folder, gitDir);
        annex.run("git", "config", "user.name", "Test");
        annex.run("git", "config", "user.email", "test@localhost");
        return annex;
    }

    /** The folder, or that of the work tree. */
    public Path top() {
        return folder;
    }

    public Uuid uuid() {
        return new Uuid(run("git", "config", "annex.uuid").strip());
    }

    AnnexConfig config(Uuid uuid) {
        return config(uuid, 2);
    }

    AnnexConfig config(Uuid uuid, int branchHashLevels) {
        return new AnnexConfig(
                uuid,
                gitDir.toAbsolutePath(),
                folder.equals(gitDir),
                10,
                new Sharing.Unshared(),
                new ObjectHash(false, 2),
                new BranchHash(branchHashLevels),
                AnnexConfig.DEFAULT_DISK_RESERVE_BYTES,
                false,
                true);
    }

    public AnnexBranch branch() {
        return branch(uuid());
    }

    AnnexBranch branch(Uuid uuid) {
        return new AnnexBranch(repository, config(uuid), InstantSource.system());
    }

    Repository repository() {
        return repository;
    }

    public String run(String... command) {
        return run(folder, "", command);
    }

    String runWithInput(String input, String... command) {
        return run(folder, input, command);
    }

    /** All files of the branch and their texts, as git shows them. */
    String shown(String path) {
        return run("git", "show", "refs/heads/git-annex:" + path);
    }

    static ProcessBuilder builder(Path folder, String... command) {
        ProcessBuilder builder = new ProcessBuilder(List.of(command)).directory(folder.toFile());
        PROGRAMS.ifPresent(programs ->
                builder.environment().merge("PATH", programs.toString(), (path, first) -> first + ":" + path));
        return builder;
    }

    /** The folder to put first in PATH; empty when a git-annex that is new enough is there already. */
    private static Optional<Path> programs() {
        String chosen = System.getProperty("gatehouse.it.annex");
        if (chosen != null) {
            return Optional.of(Path.of(chosen));
        }
        try {
            Process process = new ProcessBuilder("sh", "-c", "git-annex version --raw 2>/dev/null || echo 0").start();
            String version = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            if (version.compareTo(OLDEST) >= 0) {
                return Optional.empty();
            }
            Process setup = new ProcessBuilder("src/setup/git-annex")
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String folder = new String(setup.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return Optional.of(Path.of(folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String run(Path folder, String input, String... command) {
        try {
            Path errors = Files.createTempFile("errors", null);
            try {
                Process process =
                        builder(folder, command).redirectError(errors.toFile()).start();
                try (OutputStream in = process.getOutputStream()) {
                    in.write(input.getBytes(StandardCharsets.ISO_8859_1));
                }
                String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
                int status = process.waitFor();
                if (status != 0) {
                    throw new AssertionError(String.join(" ", command) + " ended with " + status + ": " + output
                            + Files.readString(errors, StandardCharsets.ISO_8859_1));
                }
                return output;
            } finally {
                Files.delete(errors);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        repository.close();
    }
}
