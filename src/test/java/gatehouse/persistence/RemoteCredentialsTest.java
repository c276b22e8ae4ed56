// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import gatehouse.failure.FailureException;
import gatehouse.remote.PasswordSeal;
import gatehouse.remote.ServerCredentials;
import gatehouse.remote.ServerName;
import gatehouse.remote.http.AnnexUrl;
import gatehouse.remote.http.HttpRemote.Credentials;
import gatehouse.tenant.AuditEntry;
import gatehouse.tenant.Author;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The credentials for other servers, in each store. */
@ParameterizedClass(name = "{0}")
@EnumSource
class RemoteCredentialsTest {
    private static final Author AUTHOR = new Author("root", "192.0.2.7");
    private static final AnnexUrl URL =
            AnnexUrl.of("annex+https://Node.example/git-annex/").orElseThrow();
    private static final ServerName SERVER =
            ServerName.of("annex+https://node.example:9417/").orElseThrow();
    private static final Credentials SECRET = new Credentials("j\u00f6ey", "s\u00e4cret horse");

    @Parameter
    TestDatabase.Kind kind;

    @TempDir
    Path folder;

    private OpenStore store;

    @BeforeEach
    void open() throws Exception {
        store = new OpenStore(TestDatabase.of(kind, folder), InstantSource.fixed(Instant.EPOCH));
    }

    @AfterEach
    void close() throws Exception {
        store.close();
    }

    private ServerCredentials credentials(int key) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) key;
        PasswordSeal seal = new PasswordSeal(new SecretKeySpec(bytes, "AES"), new SecureRandom());
        return new ServerCredentials(store.tables.credentials(), seal, System::nanoTime);
    }

    @Test
    void whatIsSetIsFoundByTheServerOfAnUrlAndByOthersWithTheKey() {
        ServerCredentials credentials = credentials(1);
        assertThat(credentials.of(URL)).isEmpty();
        credentials.set(SERVER, SECRET, AUTHOR);
        assertThat(credentials.of(URL)).contains(SECRET);
        assertThat(credentials(1).of(URL)).contains(SECRET);
        assertThat(credentials.all()).containsExactly(new ServerCredentials.Account(SERVER, SECRET.user()));
        assertThat(credentials.of(AnnexUrl.of("annex+http://node.example/").orElseThrow()))
                .isEmpty();
    }

    @Test
    void withAnotherKeyThereAreNone() {
        credentials(1).set(SERVER, SECRET, AUTHOR);
        assertThat(credentials(2).of(URL)).isEmpty();
    }

    @Test
    void aChangeTakesThePlaceOfWhatWasThereAndARemovalShowsAtOnce() {
        ServerCredentials credentials = credentials(1);
        credentials.set(SERVER, SECRET, AUTHOR);
        credentials.set(SERVER, new Credentials("ann", "other"), AUTHOR);
        assertThat(credentials.of(URL)).contains(new Credentials("ann", "other"));
        credentials.remove(SERVER, AUTHOR);
        assertThat(credentials.of(URL)).isEmpty();
        assertThatExceptionOfType(FailureException.class).isThrownBy(() -> credentials.remove(SERVER, AUTHOR));
    }

    @Test
    void neitherTheStoreNorTheAuditLogShowsThePassword() {
        ServerCredentials credentials = credentials(1);
        credentials.set(SERVER, SECRET, AUTHOR);
        byte[] sealed = store.tables.credentials().find(SERVER).orElseThrow().sealedPassword();
        assertThat(new String(sealed, StandardCharsets.UTF_8)).doesNotContain("horse");
        credentials.set(SERVER, SECRET, AUTHOR);
        assertThat(store.tables.credentials().find(SERVER).orElseThrow().sealedPassword())
                .isNotEqualTo(sealed);
        credentials.remove(SERVER, AUTHOR);
        List<AuditEntry> entries = store.tables.audit().before(Long.MAX_VALUE, 10);
        assertThat(entries)
                .extracting(AuditEntry::change)
                .containsExactly(
                        change(SECRET.user(), ""), change(SECRET.user(), SECRET.user()), change("", SECRET.user()));
        assertThat(entries.toString()).doesNotContain("horse");
        assertThat(Optional.of(SECRET).toString()).doesNotContain("horse");
    }

    private static AuditEntry.Change change(String before, String after) {
        return new AuditEntry.Change("remote.credentials", SERVER.text(), before, after);
    }
}
