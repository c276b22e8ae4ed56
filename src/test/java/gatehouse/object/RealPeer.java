// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import gatehouse.key.Key;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A git-annex-shell that serves a repository, spoken to in its line protocol. */
final class RealPeer implements AutoCloseable {
    private final Process process;
    private final BufferedReader replies;
    private final OutputStream requests;

    private RealPeer(Process process) {
        this.process = process;
        this.replies = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.ISO_8859_1));
        this.requests = process.getOutputStream();
    }

    static RealPeer serve(AnnexRepository repository) throws IOException {
        String uuid = repository.config().uuid().text();
        List<String> command = List.of(
                "git-annex-shell",
                "p2pstdio",
                repository.path().toString(),
                StoreFixture.CLIENT.text(),
                "--uuid",
                uuid);
        RealPeer peer = new RealPeer(AnnexRepository.process(repository.path(), command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
        peer.expect("AUTH-SUCCESS " + uuid);
        peer.say("VERSION 1");
        peer.expect("VERSION 1");
        return peer;
    }

    void say(String line) throws IOException {
        send((line + "\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    void send(byte[] bytes) throws IOException {
        requests.write(bytes);
        requests.flush();
    }

    String reply() throws IOException {
        return String.valueOf(replies.readLine());
    }

    void expect(String line) throws IOException {
        String reply = reply();
        if (!reply.equals(line)) {
            throw new IllegalStateException("not " + line + " but " + reply);
        }
    }

    void lock(Key key) throws IOException {
        say("LOCKCONTENT " + key.text());
        expect("SUCCESS");
    }

    void unlock() throws IOException {
        say("UNLOCKCONTENT");
        // Answered when the lock is given up.
        say("CHECKPRESENT WORM--x");
        expect("FAILURE");
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
