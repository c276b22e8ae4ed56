// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import gatehouse.repository.RemoteName;
import gatehouse.roster.RosterChange;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;

/** The clusters that a repository is a gateway of. */
@Path("repositories/{uuid}/clusters")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ClustersResource {
    private static final int MAX_DESCRIPTION_CHARS = 1000;

    /** A new cluster: without a description it is {@code cluster} and its name. */
    @Schema(name = "NewCluster")
    public record Wanted(String description) {}

    @Inject
    AuditedRoster roster;

    @Inject
    ShownClusters clusters;

    @PathParam("uuid")
    String uuid = "";

    @GET
    @Parameter(name = "after", in = ParameterIn.QUERY, description = PageQuery.AFTER)
    @Parameter(name = "limit", in = ParameterIn.QUERY, description = PageQuery.LIMIT)
    @Operation(
            operationId = "listClusters",
            summary = "Lists the clusters that a repository is a gateway of or knows, in the order of their UUIDs")
    public ShownClusters.ClusterPage list(@BeanParam PageQuery query) throws IOException {
        return clusters.page(uuid, query);
    }

    @POST
    @Operation(
            operationId = "updateClusters",
            summary = "Records the nodes of clusters as a repository's git config has them: updatecluster")
    public RosterBody update(@Context SecurityContext context) throws IOException {
        return roster.change(uuid, new RosterChange.UpdateCluster(), context);
    }

    @PUT
    @Path("{cluster}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "createClusters", summary = "Makes a new cluster: initcluster")
    @RequestBody(
            required = true,
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(ref = "NewCluster")))
    public RosterBody init(@PathParam("cluster") String name, InputStream body, @Context SecurityContext context)
            throws IOException {
        RemoteName cluster = Named.cluster(name);
        Fields fields = Fields.read(body, Set.of("description"));
        RosterChange.InitCluster change = fields.has("description")
                ? new RosterChange.InitCluster(cluster, bytes(fields.line("description", MAX_DESCRIPTION_CHARS)))
                : RosterChange.InitCluster.described(cluster);
        return roster.change(uuid, change, context);
    }

    @PUT
    @Path("{cluster}/gateways/{remote}")
    @Operation(
            operationId = "extendClusters",
            summary = "Makes a repository a gateway of the cluster that a remote is a gateway of: extendcluster")
    public RosterBody extend(
            @PathParam("cluster") String name, @Context SecurityContext context, @PathParam("remote") String remote)
            throws IOException {
        return roster.change(uuid, new RosterChange.ExtendCluster(Named.cluster(name), Named.remote(remote)), context);
    }

    @PUT
    @Path("{cluster}/nodes/{node}")
    @Operation(
            operationId = "addNodes",
            summary = "Adds a node: a remote, or a repository of this server by name or UUID, which becomes a remote")
    public RosterBody add(
            @PathParam("cluster") String name, @Context SecurityContext context, @PathParam("node") String node)
            throws IOException {
        return roster.change(uuid, new RosterChange.AddNode(Named.cluster(name), Named.remote(node)), context);
    }

    @DELETE
    @Path("{cluster}/nodes/{node}")
    @Operation(operationId = "removeNodes", summary = "Removes a node; it stays a remote, and keeps what it has")
    public RosterBody remove(
            @PathParam("cluster") String name, @Context SecurityContext context, @PathParam("node") String node)
            throws IOException {
        return roster.change(uuid, new RosterChange.RemoveNode(Named.cluster(name), Named.remote(node)), context);
    }

    private static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
