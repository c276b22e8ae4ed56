// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import gatehouse.remote.ssh.SshConnections;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.internal.transport.ssh.OpenSshConfigFile;
import org.eclipse.jgit.transport.RemoteSession2;
import org.eclipse.jgit.transport.SshConfigStore;
import org.eclipse.jgit.transport.SshConfigStore.HostConfig;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.sshd.SshdSessionFactory;
import org.eclipse.jgit.transport.sshd.SshdSessionFactoryBuilder;
import org.eclipse.jgit.util.FS;
import org.jspecify.annotations.Nullable;

/**
 * ssh as the user whom the server runs as has it set up: {@code ~/.ssh/config}, keys without a passphrase, and
 * {@code known_hosts}, which a host must be in. Nobody is ever asked anything.
 */
final class OpenSsh implements SshConnections.Dialling, AutoCloseable {
    /** So that a host that is gone is noticed although nothing is sent. */
    private static final Map<String, String> UNLESS_SET =
            Map.of("ServerAliveInterval", "15", "ServerAliveCountMax", "3");

    private final SshdSessionFactory factory;

    OpenSsh(Path home) {
        this.factory = new SshdSessionFactoryBuilder()
                .setPreferredAuthentications("publickey")
                .setHomeDirectory(home.toFile())
                .setSshDirectory(home.resolve(".ssh").toFile())
                .setConfigStoreFactory(OpenSsh::config)
                .build(null);
    }

    @Override
    public RemoteSession2 dial(URIish host, int atMostMillis) throws IOException {
        try {
            return factory.getSession(host, null, FS.DETECTED, atMostMillis);
        } catch (TransportException e) {
            throw new IOException("there is no ssh connection: " + e.getMessage(), e);
        }
    }

    private static SshConfigStore config(File home, File file, String user) {
        OpenSshConfigFile read = new OpenSshConfigFile(home, file, user);
        return new SshConfigStore() {
            @Override
            public HostConfig lookup(String host, int port, String asUser) {
                return new KeptAlive(read.lookup(host, port, asUser));
            }

            @Override
            public HostConfig lookupDefault(String host, int port, String asUser) {
                return new KeptAlive(read.lookupDefault(host, port, asUser));
            }
        };
    }

    private record KeptAlive(HostConfig set) implements HostConfig {
        @Override
        public @Nullable String getValue(String key) {
            String value = set.getValue(key);
            return value == null ? UNLESS_SET.get(key) : value;
        }

        @Override
        public List<String> getValues(String key) {
            return set.getValues(key);
        }

        @Override
        public Map<String, String> getOptions() {
            return set.getOptions();
        }

        @Override
        public Map<String, List<String>> getMultiValuedOptions() {
            return set.getMultiValuedOptions();
        }
    }

    @Override
    public void close() {
        factory.close();
    }
}
