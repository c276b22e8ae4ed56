// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import gatehouse.api.RemoteAdministration;
import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.git.ServedRepository;
import gatehouse.remote.Remote;
import gatehouse.remote.RemoteUrl;
import gatehouse.repository.ConfigEdit;
import gatehouse.repository.ConfigSetting;
import gatehouse.repository.GatewayConfig;
import gatehouse.repository.GitRemote;
import gatehouse.repository.RemoteName;
import gatehouse.repository.Uuid;
import gatehouse.tenant.AuditEntry;
import gatehouse.tenant.AuditTrail;
import gatehouse.tenant.Author;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Reads and changes what the git configs of served repositories say of remotes. */
@ApplicationScoped
public class RemotesAdministration implements RemoteAdministration {
    private static final Duration LOCK_WAIT = Duration.ofSeconds(5);

    @Inject
    Gatehouse gatehouse;

    @Inject
    AuditTrail audit;

    /** What a remote is set to. */
    private record Target(String url, Uuid uuid) {}

    @Override
    public List<Remote> of(Uuid hub) throws IOException {
        return gatehouse.running().remotes().remotes().of(hub);
    }

    @Override
    public void set(Uuid hub, RemoteName name, Wanted wanted, Author author) throws IOException {
        Target target = target(hub, wanted);
        List<ConfigEdit> edits = new ArrayList<>(List.of(
                set(name, "url", target.url()),
                set(name, "fetch", "+refs/heads/*:refs/remotes/" + name.text() + "/*"),
                set(name, "annex-uuid", target.uuid().text())));
        wanted.annexUrl().ifPresent(url -> edits.add(set(name, "annexurl", annexUrl(url))));
        wanted.cost().ifPresent(cost -> edits.add(set(name, "annex-cost", cost(cost))));
        String after = RemoteUrl.shown(target.url())
                + wanted.annexUrl().map(url -> " " + url).orElse("") + " " + target.uuid();
        audit.record(new AuditEntry.Change("remote.set", subject(hub, name), "", "wanted: " + text(after)), author);
        String[] before = {""};
        change(hub, now -> {
            before[0] = now.remote(name.text())
                    .map(RemotesAdministration::described)
                    .orElse("");
            return edits;
        });
        audit.record(new AuditEntry.Change("remote.set", subject(hub, name), text(before[0]), text(after)), author);
    }

    @Override
    public void remove(Uuid hub, RemoteName name, Author author) throws IOException {
        audit.record(new AuditEntry.Change("remote.remove", subject(hub, name), "", "wanted: none"), author);
        String[] before = {""};
        change(hub, now -> {
            GitRemote remote = now.remote(name.text())
                    .orElseThrow(() -> new FailureException(new Failure.Missing("there is no remote of that name")));
            before[0] = described(remote);
            return List.of(new ConfigEdit.Forget(name.text()));
        });
        audit.record(new AuditEntry.Change("remote.remove", subject(hub, name), text(before[0]), ""), author);
    }

    private interface Change {
        List<ConfigEdit> of(GatewayConfig now);
    }

    private void change(Uuid hub, Change change) throws IOException {
        boolean served = gatehouse
                .running()
                .open()
                .with(hub, branch -> branch.changeConfig(LOCK_WAIT, change::of))
                .isPresent();
        if (!served) {
            throw missing("no such repository is served");
        }
    }

    private Target target(Uuid hub, Wanted wanted) {
        if (wanted.repository().isPresent()) {
            ServedRepository served = gatehouse
                    .running()
                    .directory()
                    .find(wanted.repository().get())
                    .orElseThrow(() -> missing("the repository that is to be the remote is not served"));
            return checked(hub, new Target(bytes(served.path().toString()), served.uuid()));
        }
        String url = wanted.url().orElseThrow();
        RemoteUrl.refusal(url).ifPresent(reason -> {
            throw malformed(reason);
        });
        Uuid uuid = wanted.uuid()
                .or(() -> gatehouse.running().remotes().here().at(hub, url))
                .orElseThrow(() -> malformed("the UUID of the repository at that url must be given"));
        return checked(hub, new Target(url, uuid));
    }

    private static Target checked(Uuid hub, Target target) {
        if (target.uuid().equals(hub)) {
            throw new FailureException(new Failure.Conflict("a repository is no remote of itself"));
        }
        return target;
    }

    private static String annexUrl(String url) {
        RemoteUrl.annexRefusal(url).ifPresent(reason -> {
            throw malformed(reason);
        });
        return url;
    }

    private static ConfigEdit set(RemoteName name, String setting, String value) {
        return new ConfigEdit.Set(new ConfigSetting("remote", name.text(), setting), value);
    }

    private static String cost(double cost) {
        return cost == Math.rint(cost) && Math.abs(cost) < 1e9 ? Long.toString((long) cost) : Double.toString(cost);
    }

    private static String described(GitRemote remote) {
        return RemoteUrl.shown(remote.url().orElse("")) + " "
                + remote.annexUrl().map(url -> RemoteUrl.shown(url) + " ").orElse("")
                + remote.uuid().map(Uuid::text).orElse("");
    }

    private static String subject(Uuid hub, RemoteName name) {
        return text(hub.text()) + " " + text(name.text());
    }

    private static String text(String byteText) {
        return new String(byteText.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static FailureException malformed(String reason) {
        return new FailureException(new Failure.Malformed(reason));
    }

    private static FailureException missing(String reason) {
        return new FailureException(new Failure.Missing(reason));
    }
}
