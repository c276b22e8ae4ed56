// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.git;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.tenant.Access;
import gatehouse.tenant.Level;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.pack.PackConfig;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;

/** The two services of smart HTTP, run on a repository. Source: gitprotocol-http, gitprotocol-v2. */
enum GitService {
    UPLOAD_PACK("git-upload-pack", Level.READ) {
        @Override
        void advertise(Call call, PacketLineOut out) throws IOException {
            uploadPack(call).sendAdvertisedRefs(new PacketLineOutRefAdvertiser(out), word());
        }

        @Override
        void serve(Call call) throws IOException {
            try (InputStream body = call.body()) {
                uploadPack(call).upload(body, call.response().getOutputStream(), null);
            }
        }
    },
    RECEIVE_PACK("git-receive-pack", Level.APPEND) {
        @Override
        void advertise(Call call, PacketLineOut out) throws IOException {
            out.writeString("# service=" + word() + "\n");
            out.end();
            receivePack(call).sendAdvertisedRefs(new PacketLineOutRefAdvertiser(out));
        }

        @Override
        void serve(Call call) throws IOException {
            try (InputStream body = call.body()) {
                receivePack(call).receive(body, call.response().getOutputStream(), null);
            }
        }
    };

    // A pack arrives at the speed of its sender; a peer that sends nothing is not waited for any longer than this.
    private static final int IDLE_SECONDS = 300;

    private final String word;
    private final Level needed;

    GitService(String word, Level needed) {
        this.word = word;
        this.needed = needed;
    }

    /** A request for a service that is allowed. */
    record Call(HttpServletRequest request, HttpServletResponse response, Repository repository, Access access, Pushed pushed) {
        InputStream body() throws IOException {
            String encoding = Optional.ofNullable(request.getHeader("Content-Encoding")).orElse("");
            return switch (encoding) {
                case "gzip", "x-gzip" -> new GZIPInputStream(request.getInputStream());
                case "", "identity" -> request.getInputStream();
                default -> throw new FailureException(new Failure.Malformed("unknown content encoding"));
            };
        }

        List<String> extraParameters() {
            String header = request.getHeader("Git-Protocol");
            return header == null ? List.of() : Arrays.asList(header.split(":"));
        }
    }

    /** Told when refs were changed. */
    interface Pushed {
        void refsChanged(Repository repository) throws IOException;
    }

    static Optional<GitService> of(String word) {
        return Arrays.stream(values()).filter(service -> service.word.equals(word)).findFirst();
    }

    String word() {
        return word;
    }

    Level needed() {
        return needed;
    }

    abstract void advertise(Call call, PacketLineOut out) throws IOException;

    abstract void serve(Call call) throws IOException;

    private static UploadPack uploadPack(Call call) {
        UploadPack upload = new UploadPack(call.repository());
        PackConfig packing = new PackConfig(call.repository());
        // Those who wait for other answers need the other processors.
        packing.setThreads(1);
        upload.setPackConfig(packing);
        upload.setBiDirectionalPipe(false);
        upload.setTimeout(IDLE_SECONDS);
        upload.setExtraParameters(call.extraParameters());
        return upload;
    }

    private static ReceivePack receivePack(Call call) {
        ReceivePack receive = new ReceivePack(call.repository());
        receive.setBiDirectionalPipe(false);
        receive.setTimeout(IDLE_SECONDS);
        receive.setCheckReceivedObjects(true);
        receive.setPreReceiveHook(new PushRules(call.access().level()));
        receive.setPostReceiveHook((pack, commands) -> {
            if (commands.stream().anyMatch(command -> command.getResult() == ReceiveCommand.Result.OK)) {
                try {
                    call.pushed().refsChanged(call.repository());
                } catch (IOException e) {
                    pack.sendMessage("the git-annex branches could not be merged now");
                }
            }
        });
        return receive;
    }
}
