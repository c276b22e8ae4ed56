// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import gatehouse.cluster.NodeFilling;
import gatehouse.gateway.GatewaySync;
import gatehouse.rebalance.Plans;
import gatehouse.rebalance.Rebalancer;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;

/**
 * Stops the server as the first thing when the application is stopped: before its beans are destroyed the container has
 * taken the data source away, and what is acknowledged could not be brought into the branches any more.
 */
@WebListener
public class Stop implements ServletContextListener {
    @Inject
    Gatehouse gatehouse;

    /** Made when the server has started, and not with this. */
    @Inject
    Instance<Rebalancer> rebalancer;

    @Inject
    Instance<Plans> plans;

    @Inject
    Instance<GatewaySync> gateways;

    @Inject
    Instance<NodeFilling> filling;

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        filling.get().close();
        gateways.get().close();
        plans.get().close();
        rebalancer.get().close();
        gatehouse.stop();
    }
}
