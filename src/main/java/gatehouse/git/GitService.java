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
import java.util.logging.Logger;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.pack.PackConfig;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.TransferConfig;
import org.eclipse.jgit.transport.UploadPack;
import org.eclipse.jgit.transport.UploadPackInternalServerErrorException;

/** The two services of smart HTTP, run on a repository. Source: gitprotocol-http, gitprotocol-v2. */
enum GitService {
    UPLOAD_PACK("git-upload-pack", Level.READ) {
        @Override
        void advertise(Call call, PacketLineOut out) throws IOException {
            uploadPack(call).sendAdvertisedRefs(new PacketLineOutRefAdvertiser(out), word());
        }

        @Override
        void serve(Call call) throws IOException {
            try (InputStream body = new AtMost(call.body(), LONGEST_REQUEST_BYTES)) {
                uploadPack(call).upload(body, call.response().getOutputStream(), null);
            } catch (UploadPackInternalServerErrorException e) {
                // The client has been told, or has gone.
                LOG.log(java.util.logging.Level.INFO, "fetch ended early: {0}", String.valueOf(e.getCause()));
            }
        }
    },
    RECEIVE_PACK("git-receive-pack", Level.APPEND) {
        @Override
        void advertise(Call call, PacketLineOut out) throws IOException {
            out.writeString("# service=" + word() + "\n");
            out.end();
            Push.receivePack(call).sendAdvertisedRefs(new PacketLineOutRefAdvertiser(out));
        }

        @Override
        void serve(Call call) throws IOException {
            try (InputStream body = call.body()) {
                new Push(call, new HeldOutput(call.response().getOutputStream())).receive(body);
            }
        }
    };

    private static final Logger LOG = Logger.getLogger(GitService.class.getName());
    /** What a client has and wants, by name; room for half a million commits. */
    private static final int LONGEST_REQUEST_BYTES = 32 << 20;
    /** Bounds the memory of one fetch; what is larger is sent without looking for what it could be a delta of. */
    private static final int DELTA_MEMORY_BYTES = 16 << 20;

    private final String word;
    private final Level needed;

    GitService(String word, Level needed) {
        this.word = word;
        this.needed = needed;
    }

    /** A request for a service that is allowed. */
    record Call(HttpServletRequest request, HttpServletResponse response, Repository repository, Granted granted) {
        Access access() {
            return granted.access();
        }

        Pushed pushed() {
            return granted.pushed();
        }

        GitLimits limits() {
            return granted.limits();
        }

        InputStream body() throws IOException {
            String encoding =
                    Optional.ofNullable(request.getHeader("Content-Encoding")).orElse("");
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

    /** What the request may do, and who is to be told. */
    record Granted(Access access, GitLimits limits, SettingsLock lock, Pushed pushed) {}

    /** Told when refs were changed. */
    interface Pushed {
        void refsChanged(Repository repository) throws IOException;
    }

    static Optional<GitService> of(String word) {
        return Arrays.stream(values())
                .filter(service -> service.word.equals(word))
                .findFirst();
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
        upload.setTransferConfig(new TransferConfig(fetching(call.repository())));
        upload.setPackConfig(packing(call.repository()));
        upload.setBiDirectionalPipe(false);
        upload.setTimeout((int) call.limits().idle().toSeconds());
        upload.setExtraParameters(call.extraParameters());
        if (call.extraParameters().contains("version=2")) {
            // As git: version 2 serves whatever object is asked for by name, and partial clones depend on that.
            upload.setRequestPolicy(UploadPack.RequestPolicy.ANY);
        }
        return upload;
    }

    /** Partial clones are served where the repository's config does not say otherwise. */
    private static Config fetching(Repository repository) {
        Config config = new Config(repository.getConfig());
        config.setBoolean(
                "uploadpack",
                null,
                "allowfilter",
                repository.getConfig().getBoolean("uploadpack", "allowfilter", true));
        return config;
    }

    private static PackConfig packing(Repository repository) {
        PackConfig packing = new PackConfig(repository);
        // Those who wait for other answers need the other processors.
        packing.setThreads(1);
        packing.setDeltaSearchMemoryLimit(DELTA_MEMORY_BYTES);
        packing.setDeltaCacheSize(DELTA_MEMORY_BYTES);
        packing.setBigFileThreshold(Math.min(packing.getBigFileThreshold(), DELTA_MEMORY_BYTES));
        return packing;
    }
}
