// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.deployed;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The store in a file, in the container. */
class StoreInContainerIT extends StoreInContainer {
    @Deployment
    static WebArchive war() {
        return BuiltWar.with(StoreInContainerIT.class, StoreInContainer.class);
    }

    @Override
    String product() {
        return "H2";
    }
}
