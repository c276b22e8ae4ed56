// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;

/** A user's clone of a served repository. */
record Clone(Machine machine, Path folder) {
    /** Cloned as the server's users do it: by the git url, with no more setting than the server makes necessary. */
    static Clone of(ServerUnderTest server, ServedRepository repository, Machine machine, Path folder) {
        return through(server.port(), server, repository, machine, folder);
    }

    /** A clone that reaches the server by another port, where a relay listens. */
    static Clone through(int port, ServerUnderTest server, ServedRepository repository, Machine machine, Path folder) {
        String there = ":" + server.port() + "/";
        String here = ":" + port + "/";
        String url = server.gitUrl(repository.name()).replace(there, here);
        machine.git(folder.getParent(), "clone", "-q", url, folder.toString()).ok();
        Clone clone = new Clone(machine, folder);
        if (!server.tellsClientsItsUrl()) {
            clone.git("config", "remote.origin.annexUrl", server.annexUrl().replace(there, here))
                    .ok();
        }
        return clone;
    }

    Ran git(String... arguments) {
        return machine.git(folder, arguments);
    }

    Ran annex(String... arguments) {
        return machine.annex(folder, arguments);
    }

    /** Runs and expects success. */
    Clone does(String... arguments) {
        annex(arguments).ok();
        return this;
    }

    Clone write(String name, byte[] content) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Files of 1 to 3,000 random bytes in a subfolder. */
    Clone writeMany(String subfolder, int count, Random random) {
        for (int i = 0; i < count; i++) {
            write(subfolder + "/file " + i, Keys.content(random, 1 + random.nextInt(3000)));
        }
        return this;
    }

    /** Adds all files to the annex and commits. */
    Clone commit() {
        does("add", "-q", ".");
        git("commit", "-q", "-m", "files").ok();
        return this;
    }

    /** Brings the commits, not the contents, to the server and from it. */
    Clone syncGit() {
        return does("sync", "--no-content", "origin");
    }

    byte[] read(String name) {
        try {
            return Files.readAllBytes(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the content of the file is here. */
    boolean has(String name) {
        return annex("find", "--in=here", name).ok().line().length() > 0;
    }

    /** Whether the location log says that origin has it. */
    boolean originHas(String name) {
        return annex("find", "--in=origin", name).ok().line().length() > 0;
    }

    String key(String name) {
        return annex("lookupkey", name).ok().line();
    }

    /** A file of this size that takes no room on the disk. */
    Clone writeSparse(String name, long bytes) {
        try {
            Path file = folder.resolve(name);
            try (SeekableByteChannel channel = Files.newByteChannel(
                    file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
                channel.position(bytes - 1).write(ByteBuffer.allocate(1));
            }
            assertThat(Files.size(file)).isEqualTo(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }
}
