// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.git;

import gatehouse.repository.AnnexConfig;
import gatehouse.repository.AnnexConfig.BranchHash;
import gatehouse.repository.AnnexConfig.ObjectHash;
import gatehouse.repository.AnnexConfig.Sharing;
import gatehouse.repository.ByteSize;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.RawParseUtils;
import org.eclipse.jgit.util.SystemReader;

/** What a git config says of an annex. Source: Types/GitConfig.hs, Types/Difference.hs, Git/ConfigTypes.hs. */
sealed interface AnnexConfigReading {
    /** @param gateway whether it says anything that may make the repository answer for others */
    record Annex(AnnexConfig config, boolean gateway) implements AnnexConfigReading {}

    /** A git repository without an annex, or one where {@code git annex init} was not run yet. */
    record NoAnnex() implements AnnexConfigReading {}

    /** An annex that cannot be served. */
    record Unsupported(String reason) implements AnnexConfigReading {}

    String BYTE_ORDER_MARK = "\ufeff";

    /** @param gitDir absolute */
    static AnnexConfigReading of(Path gitDir) {
        try {
            return of(gitDir, config(gitDir.resolve("config")));
        } catch (IOException | ConfigInvalidException | IllegalArgumentException e) {
            return new Unsupported("its git config cannot be read: " + e.getMessage());
        }
    }

    private static Config config(Path file) throws IOException, ConfigInvalidException {
        Config user = SystemReader.getInstance().getUserConfig();
        byte[] bytes = Files.readAllBytes(file);
        String text = RawParseUtils.decode(bytes);
        if (text.startsWith(BYTE_ORDER_MARK) || text.toLowerCase(Locale.ROOT).contains("[include")) {
            FileBasedConfig config = new FileBasedConfig(user, file.toFile(), FS.DETECTED);
            config.load();
            return config;
        }
        // Thousands are read at the start, and JGit's own reading looks closely at each file's clock.
        Config config = new Config(user);
        config.fromText(text);
        return config;
    }

    /** What the user whom the server runs as has set for all repositories. */
    static String userConfig() {
        try {
            return SystemReader.getInstance().getUserConfig().toText();
        } catch (IOException | ConfigInvalidException e) {
            // Each repository says so when it is read.
            return e.toString();
        }
    }

    private static AnnexConfigReading of(Path gitDir, Config config) {
        String written = config.getString("annex", null, "uuid");
        Optional<Uuid> uuid = written == null ? Optional.empty() : Uuid.of(bytes(written));
        if (uuid.isEmpty()) {
            return new NoAnnex();
        }
        int version = config.getInt("annex", "version", 0);
        if (version < AnnexConfig.OLDEST_VERSION || version > AnnexConfig.NEWEST_VERSION) {
            return new Unsupported("its annex.version " + version + " is not 8 to 10");
        }
        String reserve = config.getString("annex", null, "diskreserve");
        return new Annex(
                new AnnexConfig(
                        uuid.get(),
                        gitDir,
                        flag(config, "core.bare", !gitDir.endsWith(".git")),
                        version,
                        sharing(config.getString("core", null, "sharedrepository")),
                        new ObjectHash(
                                flag(config, "annex.tune.objecthashlower", false),
                                flag(config, "annex.tune.objecthash1", false) ? 1 : 2),
                        new BranchHash(flag(config, "annex.tune.branchhash1", false) ? 1 : 2),
                        reserve == null
                                ? AnnexConfig.DEFAULT_DISK_RESERVE_BYTES
                                : ByteSize.parse(reserve).orElse(AnnexConfig.DEFAULT_DISK_RESERVE_BYTES),
                        flag(config, "annex.securehashesonly", false),
                        flag(config, "annex.verify", true)),
                isGateway(config));
    }

    private static boolean isGateway(Config config) {
        return config.getSubsections("annex").stream().anyMatch(section -> section.startsWith("cluster"))
                || config.getSubsections("remote").stream()
                        .anyMatch(remote -> Stream.of("annex-proxy", "annex-cluster-node", "annex-cluster-gateway")
                                .anyMatch(setting -> config.getString("remote", remote, setting) != null));
    }

    /** What is no boolean counts as not set. Source: Git/Config.hs isTrueFalse. */
    private static boolean flag(Config config, String setting, boolean unset) {
        int first = setting.indexOf('.');
        int last = setting.lastIndexOf('.');
        String subsection = first == last ? null : setting.substring(first + 1, last);
        String value = config.getString(setting.substring(0, first), subsection, setting.substring(last + 1));
        if (value == null) {
            return unset;
        }
        if (Config.isMissing(value)) {
            return true;
        }
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "yes", "on", "true", "1" -> true;
            case "no", "off", "false", "0", "" -> false;
            default -> value.matches("[0-9-]+") || unset;
        };
    }

    private static Sharing sharing(@org.jspecify.annotations.Nullable String setting) {
        if (setting == null) {
            return new Sharing.Unshared();
        }
        return switch (setting.toLowerCase(Locale.ROOT)) {
            case "1", "group", "true", "yes", "on" -> new Sharing.Group();
            case "2", "all", "world", "everybody" -> new Sharing.Everybody();
            case "0", "umask", "false", "no", "off", "" -> new Sharing.Unshared();
            default ->
                setting.matches("0[0-7]{3}") ? new Sharing.Umask(Integer.parseInt(setting, 8)) : new Sharing.Unshared();
        };
    }

    private static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
