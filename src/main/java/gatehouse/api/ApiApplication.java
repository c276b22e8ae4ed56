// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;

/** The API for administrators, under {@code /api}. */
@ApplicationPath("/api")
@OpenAPIDefinition(
        info =
                @Info(
                        title = "Gatehouse administration",
                        version = "1",
                        description =
                                "Keys and UUIDs are shown as UTF-8 text, or as base64url in brackets where they are none."
                                        + " Lists come in pages: give the next of one as after. An error is {\"error\": \"one line\"}."),
        security = {@SecurityRequirement(name = "basic"), @SecurityRequirement(name = "token")})
@SecurityScheme(
        securitySchemeName = "basic",
        type = SecuritySchemeType.HTTP,
        scheme = "basic",
        description = "An administrator's account")
@SecurityScheme(
        securitySchemeName = "token",
        type = SecuritySchemeType.HTTP,
        scheme = "bearer",
        description = "The content of admin-token in the server's data folder")
public class ApiApplication extends Application {
    @Override
    public Set<Class<?>> getClasses() {
        return Set.of(
                AdministratorFilter.class,
                FailureMapper.class,
                StatusResource.class,
                StoreResource.class,
                RepositoriesResource.class,
                RebalancePlanResource.class,
                RebalanceResource.class,
                GatewaysResource.class,
                TrashResource.class,
                RemotesResource.class,
                CredentialsResource.class,
                LocationsResource.class,
                MaxSizeResource.class,
                SizesResource.class,
                SizeHistoryResource.class,
                PreferredContentResource.class,
                RequiredContentResource.class,
                GroupsResource.class,
                TrustResource.class,
                NumCopiesResource.class,
                MinCopiesResource.class,
                GroupWantedResource.class,
                WantedResource.class,
                ClustersResource.class,
                ProxiesResource.class,
                ProxiedResource.class,
                UsersResource.class,
                RightsResource.class,
                TokensResource.class,
                AuditResource.class);
    }
}
