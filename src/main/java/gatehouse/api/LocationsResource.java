// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import gatehouse.placement.PlacementRules;
import gatehouse.repository.MaxSize;
import gatehouse.repository.Uuid;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** The repositories that a served repository's git-annex branch tells of, and what is set for each. */
@Path("repositories/{uuid}/locations")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class LocationsResource {
    /** @param next to be given as {@code after} for the next page; empty on the last */
    public record LocationPage(List<Location> locations, String next) {
        public LocationPage {
            locations = List.copyOf(locations);
        }
    }

    /**
     * A repository and its settings.
     *
     * @param remote what the served repository calls it, where it has it as a remote
     * @param here whether it is the served repository itself
     * @param wanted what it prefers to hold; empty for none
     * @param required what it must not lose; empty for none
     * @param maxSizeBytes 0 for none
     */
    public record Location(
            String uuid,
            String description,
            String remote,
            boolean here,
            String trust,
            List<String> groups,
            String wanted,
            String required,
            long maxSizeBytes) {
        public Location {
            groups = List.copyOf(groups);
        }
    }

    @Inject
    AuditedPlacement placement;

    @PathParam("uuid")
    String uuid = "";

    @GET
    @Parameter(name = "after", in = ParameterIn.QUERY, description = PageQuery.AFTER)
    @Parameter(name = "limit", in = ParameterIn.QUERY, description = PageQuery.LIMIT)
    @Operation(
            operationId = "listLocations",
            summary = "Lists the repositories that a repository's branch tells of, in the order of their UUIDs")
    public LocationPage list(@BeanParam PageQuery query) throws IOException {
        PlacementRules rules = placement.rules(uuid);
        List<Uuid> found = rules.locations().stream()
                .filter(location ->
                        query.after().map(Named::uuid).stream().allMatch(after -> location.compareTo(after) > 0))
                .limit(query.wanted())
                .toList();
        PageQuery.Page<Uuid> page = query.page(found, location -> ByteName.shown(location.text()));
        return new LocationPage(
                page.items().stream().map(location -> shown(rules, location)).toList(), page.next());
    }

    @GET
    @Path("{location}")
    @Operation(
            operationId = "oneLocations",
            summary = "One of them, by its UUID, the name of the remote, its description, or here")
    public Location one(@PathParam("location") String location) throws IOException {
        AuditedPlacement.Place place = placement.place(new AuditedPlacement.PathOfLocation(uuid, location));
        return shown(place.rules(), place.location());
    }

    private static Location shown(PlacementRules rules, Uuid location) {
        return new Location(
                ByteName.shown(location.text()),
                ByteName.shown(rules.logs().descriptions().getOrDefault(location, "")),
                remote(rules, location),
                location.equals(rules.repository()),
                DescribedChange.level(rules.trust(location)),
                rules.groups(location).stream()
                        .map(group -> ByteName.shown(group.text()))
                        .toList(),
                ByteName.shown(rules.logs().expressions().preferred().getOrDefault(location, "")),
                ByteName.shown(rules.logs().expressions().required().getOrDefault(location, "")),
                rules.maxSize(location).map(MaxSize::bytes).orElse(0L));
    }

    private static String remote(PlacementRules rules, Uuid location) {
        return rules.config().remotes().entrySet().stream()
                .filter(remote -> remote.getValue().equals(location))
                .map(Map.Entry::getKey)
                .min(String::compareTo)
                .orElse("");
    }
}
