// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.git;

import gatehouse.branch.Durable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.errors.UnpackException;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceivePack;

/**
 * One push. Its sender is told of success when the objects and the refs are on the disk, and other branches that came
 * with it are merged. Programs that the repository has as hooks are not run.
 */
final class Push {
    private static final Logger LOG = Logger.getLogger(Push.class.getName());

    private final GitService.Call call;
    private final HeldOutput out;
    private final List<ReceiveCommand> accepted = new ArrayList<>();

    Push(GitService.Call call, HeldOutput out) {
        this.call = call;
        this.out = out;
    }

    /** @throws IOException when its sender has gone, or the disk fails; the sender is then told of no success */
    void receive(InputStream body) throws IOException {
        Repository repository = call.repository();
        syncRefs(repository);
        ReceivePack receive = receivePack(call);
        PushRules rules = new PushRules(call.access().level(), call.granted().lock());
        receive.setPreReceiveHook((pack, commands) -> {
            syncObjects(repository);
            rules.onPreReceive(pack, commands);
            accepted.addAll(commands);
            out.hold();
        });
        receive.setPostReceiveHook((pack, commands) -> changed(pack));
        try {
            receive.receive(body, out, null);
        } catch (UnpackException | PackProtocolException e) {
            // The sender has been told why.
            LOG.log(Level.INFO, "push refused: {0}", String.valueOf(e.getCause() == null ? e : e.getCause()));
        }
        syncFolders(repository);
        out.release();
    }

    /** What a push and the question before it have in common. */
    static ReceivePack receivePack(GitService.Call call) {
        ReceivePack receive = new ReceivePack(call.repository());
        receive.setBiDirectionalPipe(false);
        receive.setTimeout((int) call.limits().idle().toSeconds());
        receive.setMaxPackSizeLimit(call.limits().packBytes());
        receive.setMaxObjectSizeLimit(call.limits().objectBytes());
        return receive;
    }

    private void changed(ReceivePack pack) {
        if (accepted.stream().noneMatch(command -> command.getResult() == ReceiveCommand.Result.OK)) {
            return;
        }
        try {
            FirstBranch.adopt(call.repository(), accepted);
            call.pushed().refsChanged(call.repository());
        } catch (IOException | RuntimeException e) {
            // The push itself stands; the next one, or the next git-annex process, merges.
            LOG.log(Level.WARNING, "the git-annex branches cannot be merged now", e);
            pack.sendMessage("the git-annex branches could not be merged now");
        }
    }

    /** Has JGit sync a ref's new file before it takes the old one's place; not saved in the repository's config. */
    private static void syncRefs(Repository repository) {
        StoredConfig config = repository.getConfig();
        if (!config.getBoolean("core", "fsyncreffiles", false)) {
            config.setBoolean("core", null, "fsyncreffiles", true);
        }
    }

    /** The rules may make refs that lean on what was pushed. */
    private static void syncObjects(Repository repository) {
        Path packs = repository.getCommonDirectory().toPath().resolve("objects/pack");
        if (Files.isDirectory(packs)) {
            try {
                Durable.sync(packs);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The files are synced by JGit, their names are not. */
    private void syncFolders(Repository repository) throws IOException {
        if (accepted.isEmpty()) {
            return;
        }
        Path top = repository.getCommonDirectory().toPath();
        Set<Path> folders = new LinkedHashSet<>(List.of(top.resolve("objects/pack"), top.resolve("reftable")));
        for (ReceiveCommand command : accepted) {
            addFoldersOf(top.resolve(command.getRefName()), top, folders);
        }
        for (Path folder : folders) {
            if (Files.isDirectory(folder)) {
                Durable.sync(folder);
            }
        }
    }

    private static void addFoldersOf(Path ref, Path top, Collection<Path> folders) {
        for (Path folder = ref.getParent(); folder != null && folder.startsWith(top); folder = folder.getParent()) {
            folders.add(folder);
        }
    }
}
