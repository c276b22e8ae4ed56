// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.git;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs the real git and git-annex (in PATH) as one user, whose own configuration is in a folder made for the test. */
final class RealGit {
    private final Path home;

    RealGit(Path home) throws IOException {
        this.home = Files.createDirectories(home);
        Files.writeString(
                home.resolve(".gitconfig"),
                "[user]\n\tname = Test\n\temail = test@localhost\n[init]\n\tdefaultBranch = main\n"
                        + "[annex \"security\"]\n\tallowed-ip-addresses = all\n[gc]\n\tauto = 0\n");
    }

    /** What a command came to. @param text its output and its complaints */
    record Ran(int status, String text) {
        Ran wentWell() {
            if (status != 0) {
                throw new AssertionError("ended with " + status + ": " + text);
            }
            return this;
        }
    }

    /** @return the output of a command that must go well */
    String git(Path folder, String... arguments) {
        return tried(folder, arguments).wentWell().text();
    }

    Ran tried(Path folder, String... arguments) {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
            builder.environment()
                    .putAll(Map.of(
                            "HOME",
                            home.toString(),
                            "GIT_CONFIG_NOSYSTEM",
                            "1",
                            "GIT_TERMINAL_PROMPT",
                            "0",
                            "GIT_ASKPASS",
                            "true",
                            "LC_ALL",
                            "C.UTF-8"));
            List.of("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL")
                    .forEach(builder.environment()::remove);
            Process process = builder.start();
            process.getOutputStream().close();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Ran(process.waitFor(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A repository with a work tree and one commit, initialised by git-annex. */
    Path annex(Path folder) {
        git(folder.getParent(), "init", "-q", folder.toString());
        git(folder, "annex", "init", "-q", "real");
        git(folder, "commit", "-q", "--allow-empty", "-m", "first");
        return folder;
    }

    /** Adds one file to git and commits it. */
    void commit(Path folder, String name, String content) {
        try {
            Files.createDirectories(folder.resolve(name).getParent());
            Files.writeString(folder.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        git(folder, "-c", "annex.largefiles=nothing", "add", name);
        git(folder, "commit", "-q", "-m", "change " + name);
    }
}
