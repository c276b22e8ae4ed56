// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import gatehouse.tenant.AuditEntry;
import gatehouse.tenant.AuditTrail;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The store, after it was lost. */
@Path("store/rebuild")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class StoreResource {
    @Inject
    StoreAdministration store;

    @Inject
    AuditTrail audit;

    @GET
    @Operation(operationId = "storeRebuilding", summary = "How far the last rebuilding of the store has come")
    public StoreAdministration.Rebuilding rebuilding() {
        return store.rebuilding();
    }

    @POST
    @Operation(
            operationId = "rebuildStore",
            summary = "Has the store learn again what branches and contents tell; goes on in the background")
    public StoreAdministration.Rebuilding rebuild(@Context SecurityContext context) {
        audit.record(new AuditEntry.Change("store.rebuild", "", "", "wanted"), Administrator.of(context));
        return store.rebuild();
    }
}
