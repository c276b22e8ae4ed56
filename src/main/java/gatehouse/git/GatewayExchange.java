// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.git;

import gatehouse.branch.AnnexBranch;
import gatehouse.branch.Durable;
import gatehouse.branch.MergeOutcome;
import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.gateway.BranchExchange;
import gatehouse.repository.GitRemote;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.SshSessionFactory;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;

/**
 * Git with another gateway, over HTTP, ssh, or at a local path, in this process. Its branch is fetched to where git
 * fetches it and merged; ours goes to its {@code synced/git-annex}, where {@code git annex sync} puts it, too. Safe for
 * use by many threads. Source: Command/Sync.hs pushBranch, Annex/Branch.hs.
 */
public final class GatewayExchange implements BranchExchange {
    private static final String OWN = "refs/heads/git-annex";
    private static final String SYNCED = "refs/heads/synced/git-annex";
    private static final List<String> BRANCHES = List.of(OWN, SYNCED);
    /** For a peer that says nothing. */
    private static final int IDLE_SECONDS = 30;
    /** For one that says little: a branch of a million keys takes minutes. */
    private static final Duration LONGEST_TRANSFER = Duration.ofMinutes(15);

    private final OpenRepositories open;
    private final Host host;

    /** What an exchange needs of the server. Safe for use by many threads. */
    public interface Host {
        /** Brings what was acknowledged into the branch. */
        void flush(Uuid repository);

        /** Merges the other git-annex branches of a repository into its own. */
        MergeOutcome merge(Uuid repository) throws IOException;

        /** The repository in a folder, when it is served. */
        Optional<Uuid> servedAt(Path folder);

        /** What to sign in with; empty for a server that is not known, or asks nobody. */
        Optional<Login> login(URIish uri);

        /** As {@link System#nanoTime}. */
        long nanoTime();
    }

    public GatewayExchange(OpenRepositories open, Host host) {
        this.open = open;
        this.host = host;
    }

    @Override
    public List<GitRemote> gateways(Uuid hub) throws IOException {
        return reachable(hub)
                .filter(remote -> !remote.clusterGateway().isEmpty())
                .toList();
    }

    @Override
    public Optional<GitRemote> remote(Uuid hub, String name) throws IOException {
        return reachable(hub).filter(remote -> remote.name().equals(name)).findFirst();
    }

    private Stream<GitRemote> reachable(Uuid hub) throws IOException {
        return open.with(hub, AnnexBranch::gatewayConfig).stream()
                .flatMap(config -> config.remotes().stream())
                .filter(remote -> !remote.ignored() && remote.url().isPresent())
                .filter(remote -> Repository.isValidRefName(tracking(remote, OWN)));
    }

    @Override
    public Optional<String> tip(Uuid hub) throws IOException {
        return open.with(hub, AnnexBranch::tip).flatMap(tip -> tip).map(ObjectId::name);
    }

    @Override
    public Exchanged exchange(Uuid hub, GitRemote remote) throws IOException {
        host.flush(hub);
        return open.withRepository(hub, repository -> exchange(hub, repository, remote))
                .orElseThrow(GatewayExchange::notServed);
    }

    private static FailureException notServed() {
        return new FailureException(new Failure.Missing("no such repository is served"));
    }

    @Override
    public void fetch(Uuid hub, GitRemote remote) throws IOException {
        Optional<Boolean> fetched = open.withRepository(hub, repository -> {
            try (Transport transport = transport(repository, uri(remote))) {
                return fetch(repository, transport, remote, advertised(transport));
            }
        });
        if (fetched.isEmpty()) {
            throw notServed();
        }
        merge(hub, remote);
    }

    private Transport transport(Repository repository, URIish uri) throws IOException {
        if (isSsh(uri) && SshSessionFactory.getInstance() == null) {
            throw new FailureException(new Failure.Conflict("ssh is not spoken"));
        }
        Transport transport = Transport.open(repository, uri.setPass(null));
        transport.setTimeout(IDLE_SECONDS);
        transport.setTagOpt(TagOpt.NO_TAGS);
        transport.setRemoveDeletedRefs(false);
        Login.ofUrl(uri)
                .or(() -> host.login(uri))
                .ifPresent(login -> transport.setCredentialsProvider(login.provider()));
        return transport;
    }

    private Exchanged exchange(Uuid hub, Repository repository, GitRemote remote) throws IOException {
        URIish uri = uri(remote);
        try (Transport transport = transport(repository, uri)) {
            Map<String, ObjectId> theirs = advertised(transport);
            boolean fetched = fetch(repository, transport, remote, theirs);
            merge(hub, remote);
            boolean pushed = !remote.readOnly() && push(repository, transport, remote, theirs);
            if (pushed && !uri.isRemote()) {
                mergeThere(repository, uri);
            }
            return new Exchanged(fetched || pushed, tip(hub));
        }
    }

    private static Map<String, ObjectId> advertised(Transport transport) throws IOException {
        Map<String, ObjectId> advertised = new HashMap<>();
        List<RefSpec> wanted = BRANCHES.stream().map(RefSpec::new).toList();
        try (FetchConnection connection = transport.openFetch(wanted)) {
            for (String branch : BRANCHES) {
                Ref ref = connection.getRef(branch);
                if (ref != null && ref.getObjectId() != null) {
                    advertised.put(branch, ref.getObjectId());
                }
            }
        }
        return advertised;
    }

    private boolean fetch(Repository repository, Transport transport, GitRemote remote, Map<String, ObjectId> theirs)
            throws IOException {
        List<RefSpec> wanted = new ArrayList<>();
        for (Map.Entry<String, ObjectId> branch : theirs.entrySet()) {
            String at = tracking(remote, branch.getKey());
            Ref known = repository.exactRef(at);
            if (known == null || !branch.getValue().equals(known.getObjectId())) {
                wanted.add(new RefSpec("+" + branch.getKey() + ":" + at));
            }
        }
        if (wanted.isEmpty()) {
            return false;
        }
        transport.fetch(new Deadline(LONGEST_TRANSFER, host::nanoTime), wanted);
        Path packs = repository.getCommonDirectory().toPath().resolve("objects/pack");
        if (Files.isDirectory(packs)) {
            // The merge will lean on what came.
            Durable.sync(packs);
        }
        return true;
    }

    private void merge(Uuid hub, GitRemote remote) throws IOException {
        MergeOutcome outcome = host.merge(hub);
        for (MergeOutcome.Left left : outcome.left()) {
            if (BRANCHES.stream().anyMatch(branch -> left.ref().equals(tracking(remote, branch)))) {
                throw new FailureException(new Failure.Conflict(
                        switch (left.reason()) {
                            case TUNED_DIFFERENTLY -> "its git-annex branch is tuned differently";
                            case UNKNOWN_TRANSITION ->
                                "one of the branches was through a transition that is not known here";
                        }));
            }
        }
    }

    /** False when it has all already. */
    private boolean push(Repository repository, Transport transport, GitRemote remote, Map<String, ObjectId> theirs)
            throws IOException {
        Ref own = repository.exactRef(OWN);
        if (own == null || has(repository, theirs, own.getObjectId())) {
            return false;
        }
        // Forced, as after a transition it leaves the old history; but only from what was fetched and is merged.
        RemoteRefUpdate update = new RemoteRefUpdate(
                repository,
                own.getName(),
                own.getObjectId(),
                SYNCED,
                true,
                null,
                theirs.getOrDefault(SYNCED, ObjectId.zeroId()));
        transport.push(new Deadline(LONGEST_TRANSFER, host::nanoTime), List.of(update));
        switch (update.getStatus()) {
            case OK, UP_TO_DATE -> {
                return true;
            }
            case REJECTED_REMOTE_CHANGED ->
                throw new FailureException(new Failure.Busy("it was pushed to at the same moment"));
            default ->
                throw new FailureException(new Failure.Conflict("it took no push: "
                        + Optional.ofNullable(update.getMessage())
                                .orElse(update.getStatus().name())));
        }
    }

    private static boolean has(Repository repository, Map<String, ObjectId> theirs, ObjectId own) throws IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            for (ObjectId tip : theirs.values()) {
                if (walk.isMergedInto(walk.parseCommit(own), walk.parseCommit(tip))) {
                    return true;
                }
            }
            return false;
        }
    }

    private void mergeThere(Repository repository, URIish uri) throws IOException {
        Path from = repository.isBare()
                ? repository.getDirectory().toPath()
                : repository.getWorkTree().toPath();
        Optional<Uuid> other = host.servedAt(from.resolve(uri.getPath()).normalize());
        if (other.isPresent()) {
            host.merge(other.get());
        }
    }

    private static String tracking(GitRemote remote, String branch) {
        return "refs/remotes/" + text(remote.name()) + branch.substring("refs/heads".length());
    }

    private static boolean isSsh(URIish uri) {
        return uri.isRemote() && (uri.getScheme() == null || uri.getScheme().contains("ssh"));
    }

    private static String text(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static URIish uri(GitRemote remote) {
        try {
            return new URIish(text(remote.url().orElse("")));
        } catch (URISyntaxException e) {
            throw new FailureException(new Failure.Malformed("its url is none that git knows"));
        }
    }
}
