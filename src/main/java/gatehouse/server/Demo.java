// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import gatehouse.git.RepositoryCreation.NewRepository;
import gatehouse.key.HashDir;
import gatehouse.key.Key;
import gatehouse.p2p.Peer;
import gatehouse.p2p.PutReply;
import gatehouse.p2p.PutRequest;
import gatehouse.p2p.Receiving;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;

/** A repository with one annexed file, for a first try. */
final class Demo {
    static final String FILE = "welcome.txt";
    private static final String DESCRIPTION = "a small repository to try Gatehouse with";
    private static final byte[] CONTENT = ("Welcome to Gatehouse.\n\nThis file is kept by git-annex: git knows its name"
                    + " and its hash, and its content\ncame to you because you asked for it.\n")
            .getBytes(StandardCharsets.UTF_8);

    private final Gatehouse.Parts parts;

    Demo(Gatehouse.Parts parts) {
        this.parts = parts;
    }

    void create(String name) throws IOException {
        Uuid uuid = parts.creation().create(new NewRepository(name, DESCRIPTION));
        parts.directory().scan();
        Key key = key();
        store(uuid, key);
        Optional<Boolean> committed = parts.open().withRepository(uuid, repository -> {
            commit(repository, key);
            return true;
        });
        if (committed.isEmpty()) {
            throw new IOException("the demo repository is not served");
        }
    }

    private void store(Uuid uuid, Key key) throws IOException {
        Peer peer = parts.peers().peer(uuid).orElseThrow(() -> new IOException("the demo repository is not served"));
        try (Receiving receiving = peer.receive(new PutRequest(key, uuid, 0, CONTENT.length))) {
            receiving.write(ByteBuffer.wrap(CONTENT));
            if (receiving.finish() instanceof PutReply.NotStored) {
                throw new IOException("the demo file was not stored");
            }
        }
    }

    /** The file as git has it: a link to where its content will be. Source: Annex/Locations.hs gitAnnexLink. */
    private static void commit(Repository repository, Key key) throws IOException {
        String link = ".git/annex/objects/" + String.join("/", HashDir.mixed(key, 2)) + "/" + key.fileName() + "/"
                + key.fileName();
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            DirCache index = DirCache.newInCore();
            DirCacheBuilder builder = index.builder();
            DirCacheEntry entry = new DirCacheEntry(FILE);
            entry.setFileMode(FileMode.SYMLINK);
            entry.setObjectId(inserter.insert(Constants.OBJ_BLOB, link.getBytes(StandardCharsets.UTF_8)));
            builder.add(entry);
            builder.finish();
            CommitBuilder commit = new CommitBuilder();
            commit.setTreeId(index.writeTree(inserter));
            PersonIdent author = new PersonIdent("Gatehouse", "gatehouse@localhost");
            commit.setAuthor(author);
            commit.setCommitter(author);
            commit.setMessage("Add a file to try\n");
            ObjectId id = inserter.insert(commit);
            inserter.flush();
            RefUpdate update = repository.updateRef(Constants.R_HEADS + "main");
            update.setNewObjectId(id);
            update.update();
        }
    }

    private static Key key() {
        try {
            String hash = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(CONTENT));
            return new Key("SHA256E-s" + CONTENT.length + "--" + hash + ".txt");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
