// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import gatehouse.tenant.AuditEntry;
import gatehouse.tenant.AuditTrail;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** The record of administrative changes. */
@Path("audit")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class AuditResource {
    /** @param next to be given as {@code after} for the next page; empty on the last */
    public record AuditPage(List<Entry> entries, String next) {}

    /** @param at when, in ISO 8601 */
    public record Entry(
            long place, String at, String who, String from, String what, String subject, String before, String after) {}

    @Inject
    AuditTrail audit;

    @GET
    @Parameter(name = "after", in = ParameterIn.QUERY, description = PageQuery.AFTER)
    @Parameter(name = "limit", in = ParameterIn.QUERY, description = PageQuery.LIMIT)
    @Operation(operationId = "listAudit", summary = "Lists administrative changes, the newest first")
    public AuditPage list(@BeanParam PageQuery query) {
        long below = query.after().map(AuditResource::place).orElse(Long.MAX_VALUE);
        PageQuery.Page<AuditEntry> page =
                query.page(audit.before(below, query.wanted()), entry -> Long.toString(entry.place()));
        return new AuditPage(page.items().stream().map(AuditResource::shown).toList(), page.next());
    }

    private static long place(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw Fields.malformed("after is the place of an entry");
        }
    }

    private static Entry shown(AuditEntry entry) {
        AuditEntry.Change change = entry.change();
        return new Entry(
                entry.place(),
                entry.at().toString(),
                entry.author().who(),
                entry.author().from(),
                change.what(),
                change.subject(),
                change.before(),
                change.after());
    }
}
