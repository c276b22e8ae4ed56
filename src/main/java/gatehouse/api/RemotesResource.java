// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import gatehouse.remote.Address;
import gatehouse.remote.Remote;
import gatehouse.remote.RemoteState;
import gatehouse.repository.RemoteName;
import gatehouse.repository.Uuid;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;

/** The remotes that a repository has by its git config, and how each does. */
@Path("repositories/{uuid}/remotes")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class RemotesResource {
    private static final int MAX_URL_CHARS = 2000;

    public record RemoteList(List<Shown> remotes) {}

    /**
     * A remote.
     *
     * @param uuid empty where it is not known
     * @param problem why it cannot be used; empty when it can
     * @param url without a password
     * @param clusters names of the clusters that it is to be a node of
     */
    @Schema(name = "Remote")
    public record Shown(
            String name,
            String uuid,

            @Schema(enumeration = {"served", "folder", "ssh", "http", "unsupported"})
            String kind,

            String problem,
            double cost,
            String url,
            boolean proxied,
            boolean readOnly,
            List<String> clusters,
            State state) {}

    /**
     * How it did of late, as seen from here.
     *
     * @param circuit {@code open} while it is left alone because it has failed several times
     * @param transfers contents on their way
     * @param recentBytesPerSecond 0 when nothing was transferred in the last minutes
     * @param roundTripMillis 0 before the first question
     * @param lastFailure empty when there was none
     * @param lastFailureAt empty when there was none
     */
    @Schema(name = "RemoteState")
    public record State(
            @Schema(enumeration = {"closed", "open", "half-open"})
            String circuit,

            int transfers,
            long recentBytesPerSecond,
            double roundTripMillis,
            String lastFailure,
            String lastFailureAt) {}

    /**
     * A remote to be added or changed.
     *
     * @param url as git takes it, without a password
     * @param repository in place of url and uuid: the UUID of a repository of this server
     * @param annexUrl where git-annex speaks to it, when that is another than git's: {@code annex+http} or
     *     {@code annex+https}
     * @param uuid of the repository at the url
     * @param cost the cheapest is used first
     */
    @Schema(name = "NewRemote")
    public record Wanted(String url, String repository, String annexUrl, String uuid, double cost) {}

    @Inject
    RepositoryAdministration repositories;

    @Inject
    RemoteAdministration remotes;

    @PathParam("uuid")
    String uuid = "";

    @GET
    @Operation(operationId = "listRemotes", summary = "Lists the remotes of a repository, the cheapest first")
    public RemoteList list() throws IOException {
        return new RemoteList(
                remotes.of(hub()).stream().map(RemotesResource::shown).toList());
    }

    @PUT
    @Path("{name}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "changeRemotes",
            summary = "Adds a remote as git remote add does, or changes one; what else is set of it stays")
    @RequestBody(
            required = true,
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(ref = "NewRemote")))
    public void change(@PathParam("name") String name, InputStream body, @Context SecurityContext context)
            throws IOException {
        Uuid hub = hub();
        Fields fields = Fields.read(body, Set.of("url", "repository", "annexUrl", "uuid", "cost"));
        Optional<String> url = text(fields, "url");
        Optional<Uuid> repository = text(fields, "repository").map(Named::uuid);
        if (url.isPresent() == repository.isPresent()) {
            throw Fields.malformed("either a url or a repository of this server is given");
        }
        RemoteAdministration.Wanted wanted = new RemoteAdministration.Wanted(
                url.map(RemotesResource::bytes),
                repository,
                text(fields, "annexUrl").map(RemotesResource::bytes),
                text(fields, "uuid").map(Named::uuid),
                fields.has("cost") ? Optional.of(fields.decimal("cost")) : Optional.empty());
        remotes.set(hub, remote(name), wanted, Administrator.of(context));
    }

    @DELETE
    @Path("{name}")
    @Operation(operationId = "removeRemotes", summary = "Removes a remote from the git config")
    public void remove(@PathParam("name") String name, @Context SecurityContext context) throws IOException {
        remotes.remove(hub(), remote(name), Administrator.of(context));
    }

    private Uuid hub() {
        return Named.served(repositories, uuid).uuid();
    }

    private static Optional<String> text(Fields fields, String name) {
        return fields.has(name) ? Optional.of(fields.line(name, MAX_URL_CHARS)) : Optional.empty();
    }

    private static String bytes(String text) {
        return ByteName.read(text).orElseThrow(() -> Fields.malformed("not a url"));
    }

    private static RemoteName remote(String shown) {
        return ByteName.read(shown)
                .flatMap(RemoteName::of)
                .orElseThrow(() -> Fields.malformed(
                        "a remote's name has letters, digits and _-. and does not begin" + " with - or ."));
    }

    private static Shown shown(Remote remote) {
        return new Shown(
                ByteName.shown(remote.name()),
                remote.uuid().map(Uuid::text).map(ByteName::shown).orElse(""),
                kind(remote.address()),
                problem(remote),
                remote.cost(),
                ByteName.shown(remote.shownUrl()),
                remote.git().proxied(),
                remote.git().readOnly(),
                remote.git().clusterNode().stream()
                        .map(RemoteName::text)
                        .map(ByteName::shown)
                        .sorted()
                        .toList(),
                state(remote.state()));
    }

    private static String kind(Address address) {
        return switch (address) {
            case Address.Served served -> "served";
            case Address.LocalPath folder -> "folder";
            case Address.Ssh ssh -> "ssh";
            case Address.AnnexHttp http -> "http";
            case Address.Unsupported unsupported -> "unsupported";
        };
    }

    private static String problem(Remote remote) {
        if (remote.address() instanceof Address.Unsupported unsupported) {
            return unsupported.reason();
        }
        return remote.uuid().isEmpty() ? "its annex-uuid is not known" : "";
    }

    private static State state(RemoteState state) {
        return new State(
                switch (state.circuit()) {
                    case CLOSED -> "closed";
                    case OPEN -> "open";
                    case HALF_OPEN -> "half-open";
                },
                state.transfers(),
                state.recentBytesPerSecond().orElse(0),
                state.roundTripMillis().orElse(0),
                state.lastFailure().map(RemoteState.LastFailure::reason).orElse(""),
                state.lastFailure().map(failure -> failure.at().toString()).orElse(""));
    }
}
