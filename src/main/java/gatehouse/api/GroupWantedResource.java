// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import gatehouse.placement.PlacementRules;
import gatehouse.placement.SettingChange;
import gatehouse.repository.Group;
import gatehouse.repository.Uuid;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeSet;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;

/** The groups that a repository's git-annex branch tells of, and what groupwanted stands for in each. */
@Path("repositories/{uuid}/groupwanted")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class GroupWantedResource {
    /** @param next to be given as {@code after} for the next page; empty on the last */
    public record GroupPage(List<GroupOfLocations> groups, String next) {
        public GroupPage {
            groups = List.copyOf(groups);
        }
    }

    /**
     * @param expression what groupwanted stands for; empty for nothing
     * @param locations the UUIDs of those that are in it
     */
    public record GroupOfLocations(String group, String expression, List<String> locations) {
        public GroupOfLocations {
            locations = List.copyOf(locations);
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
            operationId = "listGroupWanted",
            summary = "Lists the groups with their expressions and repositories, in the order of their names")
    public GroupPage list(@BeanParam PageQuery query) throws IOException {
        PlacementRules rules = placement.rules(uuid);
        SortedMap<Group, ? extends Collection<Uuid>> members = rules.members();
        TreeSet<Group> groups = new TreeSet<>(members.keySet());
        groups.addAll(rules.logs().expressions().ofGroups().keySet());
        List<Group> found = groups.stream()
                .filter(group -> query.after().map(Named::group).stream().allMatch(after -> group.compareTo(after) > 0))
                .limit(query.wanted())
                .toList();
        PageQuery.Page<Group> page = query.page(found, group -> ByteName.shown(group.text()));
        return new GroupPage(
                page.items().stream()
                        .map(group -> new GroupOfLocations(
                                ByteName.shown(group.text()),
                                ByteName.shown(written(rules, group)),
                                members.containsKey(group) ? shown(members.get(group)) : List.of()))
                        .toList(),
                page.next());
    }

    @GET
    @Path("{group}")
    @Operation(operationId = "oneGroupWanted", summary = "What groupwanted stands for in a group")
    public ExpressionBody one(@PathParam("group") String group) throws IOException {
        return ExpressionBody.of(written(placement.rules(uuid), Named.group(group)));
    }

    @PUT
    @Path("{group}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "changeGroupWanted", summary = "Says what groupwanted stands for in a group")
    @RequestBody(
            required = true,
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(ref = "Expression")))
    public void change(InputStream body, @PathParam("group") String group, @Context SecurityContext context)
            throws IOException {
        PlacementRules rules = placement.rules(uuid);
        String expression = ExpressionBody.read(body);
        placement.change(rules, new SettingChange.GroupWanted(Named.group(group), expression), context);
    }

    @DELETE
    @Path("{group}")
    @Operation(operationId = "clearGroupWanted", summary = "Takes the expression of a group back")
    public void clear(@PathParam("group") String group, @Context SecurityContext context) throws IOException {
        PlacementRules rules = placement.rules(uuid);
        placement.change(rules, new SettingChange.GroupWanted(Named.group(group), ""), context);
    }

    private static String written(PlacementRules rules, Group group) {
        return rules.logs().expressions().ofGroups().getOrDefault(group, "");
    }

    private static List<String> shown(Collection<Uuid> locations) {
        return locations.stream().map(uuid -> ByteName.shown(uuid.text())).toList();
    }
}
