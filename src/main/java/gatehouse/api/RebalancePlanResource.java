// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import gatehouse.placement.PlacementRules;
import gatehouse.placement.Placements;
import gatehouse.rebalance.Move;
import gatehouse.rebalance.Plan;
import gatehouse.rebalance.Plans;
import gatehouse.repository.Uuid;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** What rebalancing would do. A plan is asked for, and made while others are answered. */
@Path("repositories/{uuid}/rebalance/plan")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class RebalancePlanResource {
    /**
     * A plan, with a page of its moves.
     *
     * @param state none, planning, ready or failed
     * @param reason why it failed
     * @param made when, in ISO 8601
     * @param allMoves how many there are
     * @param bytes that would be copied
     * @param unsettled how much content would not come to rest, and stays
     * @param unsettledKeys the first of that
     * @param next to be given as {@code after} for the next page; empty on the last
     */
    @Schema(name = "RebalancePlan")
    public record Shown(
            String state,
            String reason,
            String made,
            long allMoves,
            long bytes,
            List<Sizes> repositories,
            long unsettled,
            List<String> unsettledKeys,
            List<ShownMove> moves,
            String next) {}

    /** How much a repository holds, and would hold. */
    @Schema(name = "RebalancedRepository")
    public record Sizes(String uuid, String description, long bytesBefore, long bytesAfter) {}

    /** @param bytes that are copied */
    @Schema(name = "RebalanceMove")
    public record ShownMove(String key, long bytes, List<ShownCopy> copies, List<ShownDrop> drops) {}

    /** @param why what the expression of {@code to} says */
    @Schema(name = "RebalanceCopy")
    public record ShownCopy(String from, String to, String why) {}

    /** @param why what the expression of {@code from} says */
    @Schema(name = "RebalanceDrop")
    public record ShownDrop(String from, String why) {}

    private static final int MOST_KEYS = 100;

    @Inject
    RepositoryAdministration repositories;

    @Inject
    Placements placements;

    @Inject
    Plans plans;

    @PathParam("uuid")
    String uuid = "";

    @POST
    @Operation(operationId = "makeRebalancePlan", summary = "Has a plan made; nothing is moved")
    public Response make() throws IOException {
        Uuid repository = repository();
        plans.ask(repository);
        return Response.accepted(unready("planning", "")).build();
    }

    @GET
    @Parameter(name = "after", in = ParameterIn.QUERY, description = PageQuery.AFTER)
    @Parameter(name = "limit", in = ParameterIn.QUERY, description = PageQuery.LIMIT)
    @Operation(operationId = "oneRebalancePlan", summary = "The plan that was asked for last")
    public Shown one(@BeanParam PageQuery query) throws IOException {
        Uuid repository = repository();
        Plans.Status status = plans.of(repository).orElse(null);
        return switch (status) {
            case null -> unready("none", "");
            case Plans.Status.Planning planning -> unready("planning", "");
            case Plans.Status.Failed failed -> unready("failed", failed.reason());
            case Plans.Status.Ready ready -> ready(repository, ready, query);
        };
    }

    private Uuid repository() {
        return Named.served(repositories, uuid).uuid();
    }

    private static Shown unready(String state, String reason) {
        return new Shown(state, reason, "", 0, 0, List.of(), 0, List.of(), List.of(), "");
    }

    private Shown ready(Uuid repository, Plans.Status.Ready ready, PageQuery query) throws IOException {
        Plan plan = ready.plan();
        int from = query.after().map(RebalancePlanResource::place).orElse(0);
        List<Move> rest = plan.moves()
                .subList(
                        Math.min(from, plan.moves().size()),
                        Math.min(from + query.wanted(), plan.moves().size()));
        List<ShownMove> found = new ArrayList<>();
        rest.forEach(move -> found.add(shown(move)));
        PageQuery.Page<ShownMove> page = query.page(found, move -> "");
        String next = page.items().size() == found.size()
                ? ""
                : Integer.toString(from + page.items().size());
        return new Shown(
                "ready",
                "",
                ready.made().toString(),
                plan.moves().size(),
                plan.bytes(),
                sizes(repository, plan),
                plan.unsettled().count(),
                plan.unsettled().keys().stream()
                        .limit(MOST_KEYS)
                        .map(key -> ByteName.shown(key.text()))
                        .toList(),
                page.items(),
                next);
    }

    private List<Sizes> sizes(Uuid repository, Plan plan) throws IOException {
        Map<Uuid, String> descriptions = placements
                .of(repository)
                .map(PlacementRules::logs)
                .map(logs -> logs.descriptions())
                .orElse(Map.of());
        List<Sizes> sizes = new ArrayList<>();
        plan.sizes()
                .forEach((location, change) -> sizes.add(new Sizes(
                        shown(location),
                        ByteName.shown(descriptions.getOrDefault(location, "")),
                        change.before().bytes(),
                        change.after().bytes())));
        return sizes;
    }

    private static ShownMove shown(Move move) {
        return new ShownMove(
                ByteName.shown(move.key().text()),
                move.bytes(),
                move.copies().stream()
                        .map(copy -> new ShownCopy(shown(copy.from()), shown(copy.to()), ByteName.shown(copy.why())))
                        .toList(),
                move.drops().stream()
                        .map(drop -> new ShownDrop(shown(drop.where()), ByteName.shown(drop.why())))
                        .toList());
    }

    private static String shown(Uuid uuid) {
        return ByteName.shown(uuid.text());
    }

    private static int place(String text) {
        try {
            int place = Integer.parseInt(text);
            if (place >= 0 && place < Integer.MAX_VALUE / 2) {
                return place;
            }
        } catch (NumberFormatException e) {
            throw Fields.malformed("after is the place of a move");
        }
        throw Fields.malformed("after is the place of a move");
    }
}
