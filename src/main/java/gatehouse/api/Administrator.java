// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import gatehouse.tenant.Author;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;

/** Who makes a request of the API, once found to be an administrator. */
record Administrator(Author author) implements Principal {
    @Override
    public String getName() {
        return author.who();
    }

    /** Whoever came past the filter; none other reaches a resource. */
    static Author of(SecurityContext context) {
        return ((Administrator) context.getUserPrincipal()).author();
    }

    /** As JAX-RS hands it to resources. */
    record Context(Administrator administrator, boolean secure, String scheme) implements SecurityContext {
        @Override
        public Principal getUserPrincipal() {
            return administrator;
        }

        @Override
        public boolean isUserInRole(String role) {
            return false;
        }

        @Override
        public boolean isSecure() {
            return secure;
        }

        @Override
        public String getAuthenticationScheme() {
            return scheme;
        }
    }
}
