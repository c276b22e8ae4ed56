// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import gatehouse.key.Key;
import gatehouse.repository.AnnexConfig;
import gatehouse.repository.AnnexConfig.BranchHash;
import gatehouse.repository.AnnexConfig.ObjectHash;
import gatehouse.repository.AnnexConfig.Sharing;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A repository made by the git-annex in PATH, which the tests also run there. */
record AnnexRepository(Path path, AnnexConfig config) {
    /** @param shared as for {@code git init --shared}; empty for none */
    record Kind(boolean bare, int version, String shared) {
        Sharing sharing() {
            return switch (shared) {
                case "" -> new Sharing.Unshared();
                case "group" -> new Sharing.Group();
                case "all" -> new Sharing.Everybody();
                default -> new Sharing.Umask(Integer.parseInt(shared, 8));
            };
        }
    }

    static AnnexRepository make(Path path, Kind kind) {
        List<String> init = new ArrayList<>(List.of("git", "init", "-q"));
        if (kind.bare()) {
            init.add("--bare");
        }
        if (!kind.shared().isEmpty()) {
            init.add("--shared=" + kind.shared());
        }
        init.add(path.toString());
        run(path.getParent(), init).requireSuccess();
        run(path, "git", "config", "annex.autoupgraderepository", "false").requireSuccess();
        run(path, "git", "config", "user.name", "t").requireSuccess();
        run(path, "git", "config", "user.email", "t@localhost").requireSuccess();
        run(path, "git", "annex", "init", "-q", "--version=" + kind.version()).requireSuccess();
        String uuid = run(path, "git", "config", "annex.uuid").requireSuccess().strip();
        AnnexConfig config = new AnnexConfig(
                new Uuid(uuid),
                kind.bare() ? path : path.resolve(".git"),
                kind.bare(),
                Integer.parseInt(run(path, "git", "config", "annex.version")
                        .requireSuccess()
                        .strip()),
                kind.sharing(),
                new ObjectHash(false, 2),
                new BranchHash(2),
                0,
                false,
                true);
        return new AnnexRepository(path, config);
    }

    record Ran(int exit, String output) {
        String requireSuccess() {
            if (exit != 0) {
                throw new IllegalStateException(output);
            }
            return output;
        }
    }

    Ran annex(String... arguments) {
        List<String> command = new ArrayList<>(List.of("git", "annex"));
        command.addAll(List.of(arguments));
        return run(path, command);
    }

    Ran git(String... arguments) {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        return run(path, command);
    }

    static Ran run(Path folder, String... command) {
        return run(folder, List.of(command));
    }

    static Ran run(Path folder, List<String> command) {
        try {
            Process process = process(folder, command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Ran(process.waitFor(), output);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static ProcessBuilder process(Path folder, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
        builder.environment().put("GIT_CONFIG_SYSTEM", "/dev/null");
        builder.environment().put("LC_ALL", "C.UTF-8");
        return builder;
    }

    /** Makes real git-annex believe, and record, that the key is here. */
    void recordPresent(Key key) {
        annex("setpresentkey", key.text(), config.uuid().text(), "1").requireSuccess();
    }

    /** All below the objects folder, with mode bits in octal and sizes of files. */
    TreeMap<String, String> objects() throws IOException {
        Path objects = config.gitDir().resolve("annex/objects");
        TreeMap<String, String> found = new TreeMap<>();
        if (!Files.exists(objects)) {
            return found;
        }
        try (Stream<Path> all = Files.walk(objects)) {
            for (Path path : all.toList()) {
                FileStatus status = FileStatus.of(path).orElseThrow();
                found.put(
                        objects.relativize(path).toString(),
                        Integer.toOctalString(status.mode()) + (status.regular() ? " " + status.sizeBytes() : ""));
            }
        }
        return found;
    }

    static Key sha256(byte[] content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return new Key("SHA256E-s" + content.length + "--" + HexFormat.of().formatHex(hash) + ".bin");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
