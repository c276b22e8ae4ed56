// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A user's machine: an own home folder, git set up as the tests need it, and one git-annex. */
final class Machine {
    private static final long LIMIT_MINUTES = 15;

    private static final String GIT_SETTINGS = """
            [user]
            name = Tester
            email = tester@example.invalid
            [init]
            defaultBranch = main
            [annex "security"]
            allowed-ip-addresses = all
            [gc]
            auto = 0
            [protocol "file"]
            allow = always
            [safe]
            directory = *
            """;

    private final Path home;
    private final Path programs;

    private Machine(Path home, Path programs) {
        this.home = home;
        this.programs = programs;
    }

    /** A machine with a home folder made at {@code home}. */
    static Machine at(Path home, AnnexRelease release) {
        try {
            Files.createDirectories(home);
            Files.writeString(home.resolve(".gitconfig"), GIT_SETTINGS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Machine(home, release.folder());
    }

    Path home() {
        return home;
    }

    Ran git(Path folder, String... arguments) {
        return run(folder, prefixed(List.of("git"), arguments));
    }

    Ran annex(Path folder, String... arguments) {
        return run(folder, prefixed(List.of("git", "annex"), arguments));
    }

    /** Runs a line of shell, for what needs bytes that Java cannot pass as an argument. */
    Ran shell(Path folder, String line) {
        return run(folder, List.of("bash", "-ec", line));
    }

    Ran run(Path folder, List<String> command) {
        try {
            Path output = Files.createTempFile(home, "output", "");
            Path errors = Files.createTempFile(home, "errors", "");
            Process process = builder(folder, command, Map.of())
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile())
                    .start();
            process.getOutputStream().close();
            boolean ended = process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES);
            if (!ended) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
            String complaint = ended ? "" : "(ended by force after " + LIMIT_MINUTES + " minutes)";
            Ran ran = new Ran(command, process.exitValue(), text(output), text(errors) + complaint);
            Files.delete(output);
            Files.delete(errors);
            return ran;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Starts a program and returns at once; all it prints is appended to {@code output}. */
    Process start(Path folder, Path output, Map<String, String> environment, List<String> command) {
        try {
            return builder(folder, command, environment)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                    .redirectInput(Path.of("/dev/null").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a program that is talked to; whoever asked ends it. */
    Process talkTo(Path folder, List<String> command) throws IOException {
        return builder(folder, command, Map.of())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private ProcessBuilder builder(Path folder, List<String> command, Map<String, String> more) {
        List<String> found = new ArrayList<>(command);
        Path program = programs.resolve(command.get(0));
        if (Files.isExecutable(program)) {
            found.set(0, program.toString());
        }
        ProcessBuilder builder = new ProcessBuilder(found).directory(folder.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("GIT_") || name.startsWith("XDG_"));
        environment.put("PATH", programs + ":" + environment.get("PATH"));
        environment.put("HOME", home.toString());
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("GIT_TERMINAL_PROMPT", "0");
        environment.put("GIT_CONFIG_NOSYSTEM", "1");
        environment.putAll(more);
        return builder;
    }

    private static List<String> prefixed(List<String> start, String... rest) {
        List<String> command = new ArrayList<>(start);
        command.addAll(List.of(rest));
        return command;
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }
}
