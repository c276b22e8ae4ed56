// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import static java.util.concurrent.TimeUnit.SECONDS;

import gatehouse.api.AdministratorToken;
import gatehouse.p2p.http.ConnectionControl;
import gatehouse.p2p.http.IdleWatch;
import gatehouse.p2p.http.P2pHost;
import gatehouse.p2p.http.QuickAnswers;
import gatehouse.p2p.http.Shortcut;
import gatehouse.p2p.http.SlowRequests;
import gatehouse.p2p.http.SlowWork;
import gatehouse.remote.PasswordSeal;
import gatehouse.remote.SealedCredentials;
import gatehouse.remote.ServerCredentials;
import gatehouse.tenant.AccessTokens;
import gatehouse.tenant.AccountDirectory;
import gatehouse.tenant.Accounts;
import gatehouse.tenant.AuditTrail;
import gatehouse.tenant.Authentication;
import gatehouse.tenant.EnvironmentAccounts;
import gatehouse.tenant.Grants;
import gatehouse.tenant.Rights;
import gatehouse.tenant.Settings;
import gatehouse.tenant.TokenIssuing;
import gatehouse.tenant.TokenSignIn;
import gatehouse.tenant.TokenUses;
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
    private static final long MOST_SECONDS_BETWEEN_LOOKS = 10;

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
    AccountDirectory accounts(Accounts accounts, AccessTokens tokens) {
        return new AccountDirectory(accounts, tokens, System::nanoTime);
    }

    @Produces
    @Singleton
    TokenIssuing tokenIssuing(AccountDirectory accounts, Rights rights, SecureRandom random, InstantSource clock) {
        return new TokenIssuing(accounts, rights, random, clock);
    }

    @Produces
    @Singleton
    TokenUses tokenUses(AccessTokens tokens) {
        return new TokenUses(tokens);
    }

    @Produces
    @Singleton
    Rights rights(Grants grants, Settings settings, Configuration configuration) {
        return new Rights(grants, settings, configuration.anonymous(), System::nanoTime);
    }

    @Produces
    @Singleton
    Authentication authentication(
            AccountDirectory accounts,
            TokenUses uses,
            Configuration configuration,
            InstantSource clock,
            SecureRandom random) {
        EnvironmentAccounts environment = configuration.environmentTransports().isEmpty()
                ? EnvironmentAccounts.NONE
                : new EnvironmentAccounts(System.getenv(), configuration.environmentTransports());
        TokenSignIn tokens = new TokenSignIn(accounts, uses, clock, System::nanoTime);
        return new Authentication(
                accounts, environment, tokens, configuration.accountTransports(), random, System::nanoTime);
    }

    @Produces
    @Singleton
    AdministratorToken token(Configuration configuration, SecureRandom random) throws IOException {
        Files.createDirectories(configuration.data());
        return AdministratorTokenFile.open(configuration.data(), random);
    }

    @Produces
    @Singleton
    ServerCredentials credentials(SealedCredentials stored, Configuration configuration, SecureRandom random)
            throws IOException {
        Files.createDirectories(configuration.data());
        PasswordSeal seal = new PasswordSeal(SecretKeyFile.open(configuration.data(), random), random);
        return new ServerCredentials(stored, seal, System::nanoTime);
    }

    @Produces
    @Singleton
    ConnectionControl connectionControl() {
        return new GrizzlyConnectionControl();
    }

    /** Not a bean of a scope, as each request would then go through a proxy several times. */
    @Produces
    @Singleton
    HttpHost host(
            Gatehouse gatehouse,
            Authentication authentication,
            Rights rights,
            AuditTrail audit,
            Configuration configuration) {
        RequestAddress address = new RequestAddress(configuration.trustedProxies(), configuration.publicUrl());
        Gatehouse.Parts running = gatehouse.running();
        return new HttpHost(running, authentication, rights, address, audit);
    }

    @Produces
    @Singleton
    SlowRequests slowRequests(Gatehouse gatehouse, Configuration configuration, ConnectionControl control) {
        SlowWork work = new SlowWork(
                gatehouse.running().threads().remotes(),
                new SlowWork.Most(configuration.transfers(), configuration.locks()));
        return new SlowRequests(work, gatehouse.running().watch(), control);
    }

    @Produces
    @Singleton
    Shortcut shortcut(P2pHost host, Gatehouse gatehouse, Configuration configuration) {
        try {
            HeaderFilter headers = new HeaderFilter(configuration.idle(), System::nanoTime);
            long pause = Math.clamp(configuration.idle().toSeconds() / 4, 1, MOST_SECONDS_BETWEEN_LOOKS);
            gatehouse.running().threads().background().scheduleWithFixedDelay(headers::endLate, pause, pause, SECONDS);
            return new GrizzlyShortcut(
                    new QuickFilter(new QuickAnswers(host), gatehouse.running().watch()), headers);
        } catch (LinkageError e) {
            // The connector of the container is not Grizzly.
            return Shortcut.NONE;
        }
    }

    void close(@Disposes Shortcut shortcut) {
        shortcut.close();
    }

    @Produces
    @Singleton
    IdleWatch watch(Gatehouse gatehouse) {
        return gatehouse.running().watch();
    }
}
