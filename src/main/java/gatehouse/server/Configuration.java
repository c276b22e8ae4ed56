// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import gatehouse.tenant.Access;
import gatehouse.tenant.Level;
import gatehouse.tenant.Transport;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.Config;

/**
 * How the server is set up, from MicroProfile Config: system properties, environment variables, or
 * {@code META-INF/microprofile-config.properties}.
 *
 * @param data folder of the store, the secrets, the logs and the repositories made here
 * @param directories below which repositories are served
 * @param anonymous what everybody may do where a repository's own setting says nothing
 * @param accountTransports on which transports accounts of the store may sign in
 * @param environmentTransports on which transports accounts from the environment may sign in; none when not asked for
 * @param locks most contents locked at once
 * @param transfers most uploads and downloads at once
 * @param idle how long a transfer may stand still
 * @param publicUrl address that clients know, where it differs from the one they are seen to use
 * @param trustedProxies addresses whose Forwarded headers are believed
 * @param ownUrl the address of this server on this machine, where it is known
 * @param terminal file that lines for whoever started the server go to
 */
public record Configuration(
        Path data,
        List<Path> directories,
        Access anonymous,
        Set<Transport> accountTransports,
        Set<Transport> environmentTransports,
        int locks,
        int transfers,
        Duration idle,
        Optional<String> publicUrl,
        Set<String> trustedProxies,
        Optional<String> ownUrl,
        Optional<Path> terminal,
        boolean demo) {

    public static Configuration of(Config config) {
        return new Configuration(
                Path.of(config.getValue("gatehouse.data", String.class)).toAbsolutePath(),
                text(config, "gatehouse.directories")
                        .map(joined -> Arrays.stream(joined.split(File.pathSeparator))
                                .filter(path -> !path.isBlank())
                                .map(Path::of)
                                .toList())
                        .orElse(List.of()),
                anonymous(text(config, "gatehouse.anonymous").orElse("none")),
                transports(text(config, "gatehouse.basic").orElse("https")),
                transports(text(config, "gatehouse.authenv").orElse("none")),
                config.getValue("gatehouse.locks.max", Integer.class),
                config.getValue("gatehouse.transfers.max", Integer.class),
                Duration.ofSeconds(config.getValue("gatehouse.idle.seconds", Integer.class)),
                text(config, "gatehouse.public.url"),
                text(config, "gatehouse.trusted.proxies")
                        .map(joined -> Set.copyOf(Arrays.asList(joined.split("[, ]+"))))
                        .orElse(Set.of()),
                text(config, "gatehouse.own.url"),
                text(config, "gatehouse.terminal").map(Path::of),
                config.getOptionalValue("gatehouse.demo", Boolean.class).orElse(false));
    }

    private static Optional<String> text(Config config, String key) {
        return config.getOptionalValue(key, String.class).filter(value -> !value.isBlank());
    }

    private static Access anonymous(String word) {
        return switch (word) {
            case "none" -> Access.NOTHING;
            case "read" -> new Access(Level.READ, false);
            case "read-lock" -> new Access(Level.READ, true);
            case "append" -> new Access(Level.APPEND, false);
            case "append-lock" -> new Access(Level.APPEND, true);
            case "write" -> Access.WRITING;
            default ->
                throw new IllegalArgumentException(
                        "gatehouse.anonymous is none, read, read-lock, append, append-lock or" + " write, and not "
                                + word);
        };
    }

    /** Plain includes encrypted; a connection that stays on this machine counts as encrypted. */
    private static Set<Transport> transports(String word) {
        return switch (word) {
            case "none" -> EnumSet.noneOf(Transport.class);
            case "https" -> EnumSet.of(Transport.ENCRYPTED);
            case "http" -> EnumSet.allOf(Transport.class);
            default -> throw new IllegalArgumentException("none, https or http is meant, and not " + word);
        };
    }
}
