// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import gatehouse.api.AdministratorToken;
import gatehouse.p2p.http.ConnectionControl;
import gatehouse.p2p.http.IdleWatch;
import gatehouse.p2p.http.P2pHost;
import gatehouse.p2p.http.PresenceQuestion;
import gatehouse.tenant.AccountDirectory;
import gatehouse.tenant.Accounts;
import gatehouse.tenant.Authentication;
import gatehouse.tenant.EnvironmentAccounts;
import gatehouse.tenant.Grants;
import gatehouse.tenant.Rights;
import gatehouse.tenant.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.eclipse.microprofile.config.ConfigProvider;

/** What the container injects: clock and randomness are made here and nowhere else. */
@ApplicationScoped
public class Beans {
    @Produces
    @Singleton
    Configuration configuration() {
        return Configuration.of(ConfigProvider.getConfig());
    }

    @Produces
    @Singleton
    InstantSource clock() {
        return InstantSource.system();
    }

    @Produces
    @Singleton
    SecureRandom random() {
        return new SecureRandom();
    }

    @Produces
    @Singleton
    AccountDirectory accounts(Accounts accounts) {
        return new AccountDirectory(accounts, System::nanoTime);
    }

    @Produces
    @Singleton
    Rights rights(Grants grants, Settings settings, Configuration configuration) {
        return new Rights(grants, settings, configuration.anonymous(), System::nanoTime);
    }

    @Produces
    @Singleton
    Authentication authentication(AccountDirectory accounts, Configuration configuration, SecureRandom random) {
        EnvironmentAccounts environment = configuration.environmentTransports().isEmpty()
                ? EnvironmentAccounts.NONE
                : new EnvironmentAccounts(System.getenv(), configuration.environmentTransports());
        return new Authentication(accounts, environment, configuration.accountTransports(), random, System::nanoTime);
    }

    @Produces
    @Singleton
    AdministratorToken token(Configuration configuration, SecureRandom random) throws IOException {
        Files.createDirectories(configuration.data());
        return AdministratorTokenFile.open(configuration.data(), random);
    }

    @Produces
    @Singleton
    ConnectionControl connectionControl() {
        return new GrizzlyConnectionControl();
    }

    /** Not a bean of a scope, as each request would then go through a proxy several times. */
    @Produces
    @Singleton
    HttpHost host(Gatehouse gatehouse, Authentication authentication, Rights rights, Configuration configuration) {
        RequestAddress address = new RequestAddress(configuration.trustedProxies(), configuration.publicUrl());
        return new HttpHost(gatehouse.running(), authentication, rights, address);
    }

    @Produces
    @Singleton
    GrizzlyShortcut shortcut(P2pHost host) {
        return new GrizzlyShortcut(new PresenceQuestion(host));
    }

    void close(@Disposes GrizzlyShortcut shortcut) {
        shortcut.close();
    }

    @Produces
    @Singleton
    IdleWatch watch(Gatehouse gatehouse) {
        return gatehouse.running().watch();
    }
}
