// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import gatehouse.branch.MergeOutcome;
import gatehouse.gateway.GatewaySync;
import gatehouse.git.GatewayExchange;
import gatehouse.git.Login;
import gatehouse.git.ServedRepository;
import gatehouse.remote.ServerCredentials;
import gatehouse.remote.http.AnnexUrl;
import gatehouse.repository.Uuid;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jgit.transport.URIish;

/** Keeps the branches of gateways in sync while the server runs. */
@ApplicationScoped
public class GatewayBeans {
    private static final Logger LOG = Logger.getLogger(GatewayBeans.class.getName());
    /** A gateway that answers slowly holds one of them. */
    private static final int EXCHANGES = 4;

    private static final int WAITING = 256;
    private static final int AFTER_THE_SERVER = Interceptor.Priority.APPLICATION + 1000;

    @Inject
    Gatehouse gatehouse;

    @Inject
    ServerCredentials credentials;

    @Inject
    InstantSource clock;

    void begin(
            @Observes @Priority(AFTER_THE_SERVER) @Initialized(ApplicationScoped.class) Object context,
            GatewaySync sync) {
        gatehouse.running().threads().background().scheduleWithFixedDelay(() -> look(sync), 1, 1, TimeUnit.SECONDS);
    }

    @Produces
    @Singleton
    GatewaySync sync() {
        Gatehouse.Parts running = gatehouse.running();
        ThreadPoolExecutor workers = new ThreadPoolExecutor(
                EXCHANGES,
                EXCHANGES,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(WAITING),
                Thread.ofPlatform().name("gatehouse-gateway-", 0).daemon(true).factory());
        workers.allowCoreThreadTimeOut(true);
        return new GatewaySync(
                () -> running.directory().gateways(),
                new GatewayExchange(running.open(), new Host(running, credentials)),
                workers,
                clock);
    }

    private static void look(GatewaySync sync) {
        try {
            sync.look();
        } catch (RuntimeException e) {
            LOG.log(Level.SEVERE, "gateways cannot be looked after now", e);
        }
    }

    private record Host(Gatehouse.Parts running, ServerCredentials credentials) implements GatewayExchange.Host {
        @Override
        public void flush(Uuid repository) {
            running.committer().flush(repository);
        }

        @Override
        public MergeOutcome merge(Uuid repository) throws IOException {
            return new BranchMerging(running).merge(repository);
        }

        @Override
        public Optional<Uuid> servedAt(Path folder) {
            return running.directory().all().stream()
                    .filter(served -> served.path().equals(folder)
                            || served.config().gitDir().equals(folder))
                    .map(ServedRepository::uuid)
                    .findFirst();
        }

        @Override
        public Optional<Login> login(URIish uri) {
            // The account of a server is the same for git and for content.
            int port = uri.getPort() < 0 && uri.getScheme() != null ? usualPort(uri.getScheme()) : uri.getPort();
            return AnnexUrl.of("annex+" + uri.getScheme() + "://" + uri.getHost() + ":" + port + "/")
                    .flatMap(credentials::of)
                    .map(known -> new Login(known.user(), new Login.Password(known.password())));
        }

        private static int usualPort(String scheme) {
            return scheme.equals("https") ? 443 : 80;
        }

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }
    }
}
