// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.git;

import gatehouse.branch.JournalLocked;
import gatehouse.repository.Uuid;
import gatehouse.tenant.Access;
import gatehouse.tenant.Author;
import gatehouse.tenant.Level;
import gatehouse.tenant.Lockdown;
import gatehouse.tenant.LockdownAudit;
import gatehouse.tenant.Permission;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jgit.lib.Repository;
import org.glassfish.grizzly.http.server.HttpServer;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.glassfish.grizzly.servlet.ServletRegistration;
import org.glassfish.grizzly.servlet.WebappContext;

/**
 * Git over HTTP on the container's own connector, for the repositories below a folder. Who signs in as {@code append} ,
 * {@code write} or {@code administer} (the password is the name) may do that; {@code anonymous} is for the others.
 */
final class GitServer implements GitHost, AutoCloseable {
    static final Duration LOCK_WAIT = Duration.ofSeconds(10);
    static final int MOST_REQUESTS = 4;
    static final int MOST_WAITING = 4;

    final RepositoryDirectory directory;
    final OpenRepositories open;
    final RepositoryCreation creation;
    final AtomicInteger fetches = new AtomicInteger();
    volatile Access anonymous = Access.WRITING;
    volatile Lockdown lockdown = Lockdown.OFF;
    final MemoryAudit audit = new MemoryAudit();
    private final LockdownAudit.Recent recent = new LockdownAudit.Recent(System::nanoTime);
    volatile GitLimits limits = GitLimits.usual(Runtime.getRuntime().maxMemory());
    private final ConcurrentHashMap<Uuid, Boolean> pushed = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor executor = new ThreadPoolExecutor(
            MOST_REQUESTS, MOST_REQUESTS, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MOST_WAITING));
    private final HttpServer server = new HttpServer();
    private final NetworkListener listener = new NetworkListener("test", "127.0.0.1", 0);

    GitServer(Path folder) throws IOException {
        Files.createDirectories(folder);
        creation =
                new RepositoryCreation(folder, () -> new Uuid(UUID.randomUUID().toString()), InstantSource.system());
        directory = new RepositoryDirectory(List.of(folder), new RepositoryDirectory.Listener() {
            @Override
            public void served(ServedRepository repository) {}

            @Override
            public void dropped(ServedRepository repository) {
                open.forget(repository.uuid());
            }
        });
        open = new OpenRepositories(directory::find, InstantSource.system());
        server.addListener(listener);
        WebappContext context = new WebappContext("git", "");
        ServletRegistration servlet = context.addServlet("git", new SmartHttp(this));
        servlet.addMapping("/git/*");
        servlet.setAsyncSupported(true);
        context.deploy(server);
        server.start();
    }

    int port() {
        return listener.getPort();
    }

    /** Makes a repository and serves it. */
    ServedRepository created(String name) throws IOException {
        Uuid uuid = creation.create(new RepositoryCreation.NewRepository(name, "made for a test"));
        directory.scan();
        return directory.find(uuid).orElseThrow();
    }

    String url(String name) {
        return "http://127.0.0.1:" + port() + "/git/" + name;
    }

    String url(String user, String name) {
        return "http://" + user + ":" + user + "@127.0.0.1:" + port() + "/git/" + name;
    }

    /** Returns when so many requests wait for others to end. */
    void awaitQueued(int requests) throws InterruptedException {
        while (executor.getQueue().size() < requests) {
            Thread.sleep(10);
        }
    }

    boolean wasPushed(Uuid uuid) {
        return pushed.containsKey(uuid);
    }

    @Override
    public Optional<ServedRepository> find(String name) {
        return directory.find(name);
    }

    @Override
    public Standing standing(HttpServletRequest request, Uuid uuid) {
        String header = request.getHeader("Authorization");
        if (header == null) {
            return new Standing(anonymous, Permission.SIGN_IN_NEEDED);
        }
        String signedIn =
                new String(Base64.getDecoder().decode(header.substring("Basic ".length())), StandardCharsets.UTF_8);
        Level level = switch (signedIn) {
            case "read:read" -> Level.READ;
            case "append:append" -> Level.APPEND;
            case "write:write" -> Level.WRITE;
            case "administer:administer" -> Level.ADMINISTER;
            default -> Level.NONE;
        };
        return new Standing(new Access(level, false), Permission.FORBIDDEN);
    }

    @Override
    public SettingsLock lock(HttpServletRequest request, Uuid uuid) {
        boolean may = standing(request, uuid).access().level() == Level.ADMINISTER;
        LockdownAudit to = new LockdownAudit(audit, new Author("somebody", "somewhere"), recent);
        return new SettingsLock(may ? Lockdown.OFF : lockdown, open, uuid, to);
    }

    @Override
    public <R> Optional<R> withRepository(Uuid uuid, OpenRepositories.RepositoryUse<R> use) throws IOException {
        return open.withRepository(uuid, use);
    }

    @Override
    public void beforeFetch(Uuid uuid) {
        fetches.incrementAndGet();
    }

    @Override
    public void pushed(Uuid uuid, Repository repository) throws IOException {
        open.with(uuid, branch -> {
            try (JournalLocked locked = branch.lock(LOCK_WAIT)) {
                return branch.merge(locked);
            }
        });
        pushed.put(uuid, true);
    }

    @Override
    public String annexUrl(HttpServletRequest request) {
        return "annex+http://" + request.getHeader("Host") + "/git-annex/";
    }

    @Override
    public GitLimits limits() {
        return limits;
    }

    @Override
    public ExecutorService executor() {
        return executor;
    }

    @Override
    public void close() {
        server.shutdownNow();
        executor.shutdownNow();
        open.close();
    }
}
