// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import gatehouse.branch.SizeCounting;
import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.key.Key;
import gatehouse.placement.PlacementRules;
import gatehouse.repository.MaxSize;
import gatehouse.repository.RepoSize;
import gatehouse.repository.Uuid;
import gatehouse.size.Limit;
import gatehouse.size.LiveUpdates;
import gatehouse.size.Occupied;
import gatehouse.size.PlaceRequest;
import gatehouse.size.RepoSizes;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** How much repositories hold now. */
@Path("repositories/{uuid}/sizes")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class SizesResource {
    /** Takes no room, so that leaving it out of what is promised changes nothing. */
    private static final Key NO_CONTENT = new Key("WORM-s0--none");

    /** @param next to be given as {@code after} for the next page; empty on the last */
    public record SizePage(List<Size> sizes, String next) {
        public SizePage {
            sizes = List.copyOf(sizes);
        }
    }

    /**
     * How much a repository holds.
     *
     * @param here whether it is the served repository itself
     * @param bytes as much as the keys say that it holds
     * @param promisedBytes what is on its way there now
     * @param maxSizeBytes 0 for none
     */
    public record Size(
            String uuid, String description, boolean here, long bytes, long promisedBytes, long maxSizeBytes) {}

    @Inject
    AuditedPlacement placement;

    @Inject
    RepoSizes sizes;

    @Inject
    LiveUpdates live;

    @Inject
    SizeCounting counting;

    @PathParam("uuid")
    String uuid = "";

    @GET
    @Parameter(name = "after", in = ParameterIn.QUERY, description = PageQuery.AFTER)
    @Parameter(name = "limit", in = ParameterIn.QUERY, description = PageQuery.LIMIT)
    @Operation(
            operationId = "listSizes",
            summary = "Lists how much repositories hold by a repository's branch, in the order of their UUIDs",
            description = "Answers 503 while it is not counted yet.")
    public SizePage list(@BeanParam PageQuery query) throws IOException {
        PlacementRules rules = placement.rules(uuid);
        Optional<Uuid> after = query.after().map(Named::uuid);
        int wanted = query.wanted();
        Map<Uuid, RepoSize> now = sizes.now(rules.repository()).orElseThrow(() -> notCounted(rules.repository()));
        List<Uuid> found = now.keySet().stream()
                .filter(location -> after.isEmpty() || location.compareTo(after.get()) > 0)
                .sorted()
                .limit(wanted)
                .toList();
        PageQuery.Page<Uuid> page = query.page(found, location -> ByteName.shown(location.text()));
        Map<Uuid, Long> promised = promised(rules.repository(), page.items());
        return new SizePage(
                page.items().stream()
                        .map(location -> new Size(
                                ByteName.shown(location.text()),
                                ByteName.shown(rules.logs().descriptions().getOrDefault(location, "")),
                                location.equals(rules.repository()),
                                now.getOrDefault(location, RepoSize.ZERO).bytes(),
                                promised.getOrDefault(location, 0L),
                                rules.maxSize(location).map(MaxSize::bytes).orElse(0L)))
                        .toList(),
                page.next());
    }

    private Map<Uuid, Long> promised(Uuid repository, List<Uuid> locations) {
        Map<Uuid, Limit> candidates = new HashMap<>();
        locations.forEach(location -> candidates.put(location, Limit.NONE));
        Map<Uuid, Long> promised = new HashMap<>();
        for (Occupied occupied : live.occupied(new PlaceRequest(repository, NO_CONTENT, candidates))) {
            promised.put(occupied.location(), occupied.promisedBytes());
        }
        return promised;
    }

    private FailureException notCounted(Uuid repository) {
        counting.soon(repository);
        return new FailureException(
                new Failure.Busy("how much repositories hold is being counted; try again in a moment"));
    }
}
