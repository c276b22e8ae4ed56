// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.git;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.tenant.Level;
import gatehouse.tenant.Permission;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.logging.Logger;
import org.eclipse.jgit.transport.PacketLineOut;

/**
 * git over smart HTTP below {@code /git/}. Work is done by threads of its own, so that stalled git clients hold none of
 * the container's. Hooks that are in the repositories are not run. The dumb protocol is not spoken, but for the one
 * file that git-annex looks into on clone. Source: Remote/Git.hs tryGitConfigRead.
 */
@WebServlet(urlPatterns = "/git/*", asyncSupported = true)
public class SmartHttp extends HttpServlet {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final Logger LOG = Logger.getLogger(SmartHttp.class.getName());
    private static final int SKIPPED_BYTES = 64 * 1024;
    /** For the rest of a body that nobody wants. */
    private static final Duration LINGER = Duration.ofSeconds(5);

    private static final String PREFIX = "/git/";
    private static final String REFS = "/info/refs";
    private static final String CONFIG = "/config";

    @Inject
    private transient GitHost host;

    /** For the container, which injects the rest. */
    public SmartHttp() {}

    /** For a server without injection. */
    public SmartHttp(GitHost host) {
        this.host = host;
    }

    private interface Work {
        void run() throws IOException;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        guarded(response, () -> dispatch(request, response));
    }

    private void dispatch(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = path(request);
        boolean get = request.getMethod().equals("GET");
        response.setHeader("Cache-Control", "no-cache");
        if (get && path.endsWith(CONFIG)) {
            ServedRepository repository = allowed(request, beforeSuffix(path, CONFIG), Level.READ);
            config(request, response, repository);
        } else if (get && path.endsWith(REFS)) {
            GitService service = Optional.ofNullable(request.getParameter("service"))
                    .flatMap(GitService::of)
                    .orElseThrow(SmartHttp::nothing);
            ServedRepository repository = allowed(request, beforeSuffix(path, REFS), service.needed());
            aside(request, response, () -> advertise(request, response, repository, service));
        } else if (request.getMethod().equals("POST")) {
            int slash = path.lastIndexOf('/');
            GitService service = GitService.of(path.substring(slash + 1)).orElseThrow(SmartHttp::nothing);
            ServedRepository repository = allowed(request, beforeSuffix(path, "/" + service.word()), service.needed());
            if (!("application/x-" + service.word() + "-request").equals(request.getContentType())) {
                response.sendError(HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE);
                return;
            }
            aside(request, response, () -> serve(request, response, repository, service));
        } else {
            throw nothing();
        }
    }

    private void config(HttpServletRequest request, HttpServletResponse response, ServedRepository repository)
            throws IOException {
        String text = "[annex]\n\tuuid = " + repository.uuid() + "\n\turl = " + host.annexUrl(request) + "\n";
        response.setContentType("text/plain;charset=utf-8");
        response.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private void advertise(
            HttpServletRequest request, HttpServletResponse response, ServedRepository repository, GitService service)
            throws IOException {
        host.beforeFetch(repository.uuid());
        response.setContentType("application/x-" + service.word() + "-advertisement");
        with(request, response, repository, call -> {
            PacketLineOut out = new PacketLineOut(response.getOutputStream());
            out.setFlushOnEnd(false);
            service.advertise(call, out);
        });
    }

    private void serve(
            HttpServletRequest request, HttpServletResponse response, ServedRepository repository, GitService service)
            throws IOException {
        response.setContentType("application/x-" + service.word() + "-result");
        with(request, response, repository, service::serve);
    }

    private interface ServiceUse {
        void of(GitService.Call call) throws IOException;
    }

    private void with(HttpServletRequest request, HttpServletResponse response, ServedRepository served, ServiceUse use)
            throws IOException {
        Optional<Boolean> done = host.withRepository(served.uuid(), repository -> {
            use.of(new GitService.Call(
                    request,
                    response,
                    repository,
                    new GitService.Granted(
                            host.standing(request, served.uuid()).access(),
                            host.limits(),
                            host.lock(request, served.uuid()),
                            pushed -> host.pushed(served.uuid(), pushed))));
            return true;
        });
        if (done.isEmpty()) {
            throw nothing();
        }
    }

    private void aside(HttpServletRequest request, HttpServletResponse response, Work work) {
        Runnable drop = host.dropping(request);
        AsyncContext async = request.startAsync(request, response);
        async.setTimeout(0);
        try {
            host.executor().execute(() -> {
                boolean ended = false;
                try {
                    guarded(response, work);
                    ended = endsSoon(request, response);
                } catch (IOException e) {
                    LOG.log(java.util.logging.Level.FINE, "git client gone", e);
                } finally {
                    if (!ended) {
                        drop.run();
                    }
                    async.complete();
                }
            });
        } catch (RejectedExecutionException e) {
            async.complete();
            throw new FailureException(new Failure.Busy("too many git requests"));
        }
    }

    /**
     * Whether all of the request has come, or does soon, with the answer already on its way. Until then a container
     * that was told that the request is over would still work on its body.
     */
    private static boolean endsSoon(HttpServletRequest request, HttpServletResponse response) throws IOException {
        ServletInputStream body = request.getInputStream();
        if (!request.getMethod().equals("POST") || body.isFinished()) {
            return true;
        }
        response.setHeader("Connection", "close");
        response.flushBuffer();
        byte[] skipped = new byte[SKIPPED_BYTES];
        long start = System.nanoTime();
        while (System.nanoTime() - start < LINGER.toNanos()) {
            if (body.read(skipped) < 0) {
                return true;
            }
        }
        return false;
    }

    private static void guarded(HttpServletResponse response, Work work) throws IOException {
        try {
            work.run();
        } catch (FailureException e) {
            GitFailures.answer(response, e.failure());
        } catch (IOException | RuntimeException e) {
            String id = UUID.randomUUID().toString();
            if (e instanceof IOException) {
                // Most often the client is gone.
                LOG.log(java.util.logging.Level.INFO, "git request {0} ended early: {1}", new Object[] {id, e});
            } else {
                LOG.log(java.util.logging.Level.WARNING, "git request " + id + " failed", e);
            }
            if (!response.isCommitted()) {
                response.reset();
                GitFailures.line(response, HttpServletResponse.SC_INTERNAL_SERVER_ERROR, "internal error " + id);
            }
        }
    }

    /** A repository that may not be read answers as one that does not exist, once signing in cannot help. */
    private ServedRepository allowed(HttpServletRequest request, String name, Level needed) {
        ServedRepository repository = host.find(name).orElseThrow(SmartHttp::nothing);
        GitHost.Standing standing = host.standing(request, repository.uuid());
        if (standing.access().level().compareTo(needed) >= 0) {
            return repository;
        }
        if (standing.access().level() == Level.NONE && standing.refusal() instanceof Permission.Forbidden) {
            throw nothing();
        }
        throw new FailureException(
                switch (standing.refusal()) {
                    case Permission.SignInNeeded signIn -> new Failure.SignInNeeded("sign in needed");
                    case Permission.Forbidden forbidden -> new Failure.Forbidden(forbidden.reason());
                    case Permission.Granted granted -> new Failure.Forbidden("not allowed");
                });
    }

    private static String path(HttpServletRequest request) {
        String uri = request.getRequestURI();
        try {
            // A plus sign stands for itself in a path.
            String decoded = URLDecoder.decode(uri.replace("+", "%2B"), StandardCharsets.UTF_8);
            if (decoded.startsWith(PREFIX)) {
                return decoded.substring(PREFIX.length());
            }
        } catch (IllegalArgumentException e) {
            LOG.log(java.util.logging.Level.FINE, "bad percent encoding", e);
        }
        throw nothing();
    }

    private static String beforeSuffix(String path, String suffix) {
        return path.substring(0, path.length() - suffix.length());
    }

    private static FailureException nothing() {
        return new FailureException(new Failure.Missing("nothing here"));
    }
}
