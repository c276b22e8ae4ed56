// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import gatehouse.repository.NumCopies;
import gatehouse.repository.PlacementConfig;
import gatehouse.repository.TrustLevel;
import gatehouse.repository.Uuid;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.Config;
import org.jspecify.annotations.Nullable;

/** Reads a {@link PlacementConfig}. Of a config that has not changed, JGit gives what was read before. */
final class PlacementConfigReading implements Config.SectionParser<PlacementConfig> {
    static final PlacementConfigReading KEY = new PlacementConfigReading();

    /** What follows the number is overlooked, as in git-annex. */
    private static final Pattern NUMBER = Pattern.compile("\\s*([0-9]{1,9}(?:\\.[0-9]{1,9})?).*");

    private PlacementConfigReading() {}

    @Override
    public PlacementConfig parse(Config config) {
        Map<String, Uuid> remotes = new LinkedHashMap<>();
        Map<Uuid, TrustLevel> trust = new LinkedHashMap<>();
        for (String name : config.getSubsections("remote")) {
            Optional<Uuid> uuid = Optional.ofNullable(config.getString("remote", name, "annex-uuid"))
                    .flatMap(text -> Uuid.of(bytes(text)));
            uuid.ifPresent(remote -> {
                remotes.put(name, remote);
                level(config.getString("remote", name, "annex-trustlevel"))
                        .ifPresent(level -> trust.put(remote, level));
            });
        }
        return new PlacementConfig(
                number(config.getString("annex", null, "numcopies"))
                        .map(number -> new NumCopies(Math.max(1, number.intValue()))),
                number(config.getString("annex", null, "fullybalancedthreshhold"))
                        .map(percent -> percent / 100),
                remotes,
                trust);
    }

    private static Optional<Double> number(@Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        Matcher m = NUMBER.matcher(text);
        return m.matches() ? Optional.of(Double.parseDouble(m.group(1))) : Optional.empty();
    }

    /** Source: Types/TrustLevel.hs readTrustLevel. */
    private static Optional<TrustLevel> level(@Nullable String text) {
        return switch (text) {
            case "trusted" -> Optional.of(TrustLevel.TRUSTED);
            case "semitrusted" -> Optional.of(TrustLevel.SEMITRUSTED);
            case "untrusted" -> Optional.of(TrustLevel.UNTRUSTED);
            case "dead" -> Optional.of(TrustLevel.DEAD);
            case null, default -> Optional.empty();
        };
    }

    private static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
