// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.deployed;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The store in MariaDB, in the container. */
class MariaDbInContainerIT extends StoreInContainer {
    @Deployment
    static WebArchive war() throws Exception {
        return BuiltWar.onMariaDb(MariaDbInContainerIT.class, StoreInContainer.class);
    }

    @Override
    String product() {
        return "MariaDB";
    }
}
