// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import gatehouse.rebalance.Job;
import gatehouse.rebalance.Rebalancer;
import gatehouse.repository.ByteSize;
import gatehouse.repository.Uuid;
import gatehouse.tenant.AuditEntry;
import gatehouse.tenant.AuditTrail;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;

/** The job that moves content of the repositories that one knows of to where it is wanted. */
@Path("repositories/{uuid}/rebalance")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class RebalanceResource {
    private static final int MAX_BANDWIDTH_CHARS = 64;
    private static final String UNLIMITED = "none";

    /**
     * The last job.
     *
     * @param state none, planning, running, paused, cancelled, done or failed
     * @param reason why it failed
     * @param limitBytesPerSecond 0 for none
     * @param moves done, of {@code allMoves}
     * @param bytes copied, of {@code allBytes}
     * @param bytesPerSecond of the last seconds
     * @param skippedReasons the last ones, since the server started
     */
    @Schema(name = "Rebalancing")
    public record Shown(
            String state,
            String reason,
            long limitBytesPerSecond,
            long moves,
            long skipped,
            long allMoves,
            long bytes,
            long allBytes,
            long bytesPerSecond,
            String started,
            String changed,
            List<String> skippedReasons) {}

    /** @param bandwidth per second, as people write sizes: 10 MB; none for as much as there is */
    @Schema(name = "RebalancingBandwidth")
    public record Bandwidth(String bandwidth) {}

    /** @param state paused, running or cancelled */
    @Schema(name = "RebalancingState")
    public record State(String state) {}

    @Inject
    RepositoryAdministration repositories;

    @Inject
    Rebalancer rebalancer;

    @Inject
    AuditTrail audit;

    @PathParam("uuid")
    String uuid = "";

    @Context
    SecurityContext context;

    @GET
    @Operation(operationId = "oneRebalancing", summary = "How the last job is, or ended")
    public Shown one() {
        return shown(rebalancer.report(repository()));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "startRebalancing", summary = "Begins to move content to where it is wanted")
    @RequestBody(
            required = true,
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(ref = "RebalancingBandwidth")))
    public Response start(InputStream body) throws IOException {
        Uuid repository = repository();
        Fields fields = Fields.read(body, Set.of("bandwidth"));
        OptionalLong limit = fields.has("bandwidth") ? bandwidth(fields) : OptionalLong.empty();
        record(repository, "wanted, " + limited(limit));
        return Response.accepted(shown(Optional.of(rebalancer.start(repository, limit))))
                .build();
    }

    @PUT
    @Path("bandwidth")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "limitRebalancing", summary = "Says how much of the bandwidth the job may take")
    @RequestBody(
            required = true,
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(ref = "RebalancingBandwidth")))
    public Shown limit(InputStream body) throws IOException {
        Uuid repository = repository();
        OptionalLong limit = bandwidth(Fields.read(body, Set.of("bandwidth")));
        record(repository, limited(limit));
        return shown(Optional.of(rebalancer.limit(repository, limit)));
    }

    @PUT
    @Path("state")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "changeRebalancing", summary = "Pauses, resumes or cancels the job")
    @RequestBody(
            required = true,
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(ref = "RebalancingState")))
    public Shown change(InputStream body) throws IOException {
        Uuid repository = repository();
        String state = Fields.read(body, Set.of("state")).text("state");
        if (!Set.of("paused", "running", "cancelled").contains(state)) {
            throw Fields.malformed("state is paused, running or cancelled");
        }
        record(repository, state);
        return shown(Optional.of(
                switch (state) {
                    case "paused" -> rebalancer.pause(repository);
                    case "running" -> rebalancer.resume(repository);
                    default -> rebalancer.cancel(repository);
                }));
    }

    private Uuid repository() {
        return Named.served(repositories, uuid).uuid();
    }

    private void record(Uuid repository, String after) {
        String before = rebalancer
                .report(repository)
                .map(report ->
                        word(report.job().state()) + ", " + limited(report.job().bytesPerSecond()))
                .orElse("");
        audit.record(
                new AuditEntry.Change("repository.rebalance", repository.text(), before, after),
                Administrator.of(context));
    }

    private static OptionalLong bandwidth(Fields fields) {
        String text = fields.line("bandwidth", MAX_BANDWIDTH_CHARS);
        if (text.equals(UNLIMITED)) {
            return OptionalLong.empty();
        }
        OptionalLong bytes = ByteSize.parse(text);
        if (bytes.isEmpty() || bytes.getAsLong() < 1) {
            throw Fields.malformed("bandwidth is a size like 10 MB, for each second, or none");
        }
        return bytes;
    }

    private static String limited(OptionalLong bytesPerSecond) {
        return bytesPerSecond.isEmpty() ? "no limit" : bytesPerSecond.getAsLong() + " bytes per second";
    }

    private static String word(Job.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static Shown shown(Optional<Rebalancer.Report> report) {
        if (report.isEmpty()) {
            return new Shown("none", "", 0, 0, 0, 0, 0, 0, 0, "", "", List.of());
        }
        Job job = report.get().job();
        Job.Progress progress = job.progress();
        return new Shown(
                word(job.state()),
                job.reason(),
                job.bytesPerSecond().orElse(0),
                progress.moves(),
                progress.skipped(),
                progress.allMoves(),
                progress.bytes(),
                progress.allBytes(),
                report.get().bytesPerSecond(),
                job.started().toString(),
                job.changed().toString(),
                report.get().skipped().stream().map(ByteName::shown).toList());
    }
}
