// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import gatehouse.remote.SealedCredentials;
import gatehouse.remote.ServerName;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.nio.charset.StandardCharsets;

/** With what this server signs in to another. */
@Entity
@Table(name = "remote_credentials")
class RemoteCredentialsRow {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private long id;

    @Column(name = "server")
    private byte[] server = new byte[0];

    @Column(name = "user_name")
    private byte[] user = new byte[0];

    @Column(name = "sealed_password")
    private byte[] sealedPassword = new byte[0];

    @Version
    @Column(name = "version")
    private long version;

    protected RemoteCredentialsRow() {}

    RemoteCredentialsRow(ServerName server) {
        this.server = ByteText.utf8(server.text());
    }

    SealedCredentials.Entry entry() {
        return new SealedCredentials.Entry(
                new ServerName(new String(server, StandardCharsets.UTF_8)), user(), sealedPassword);
    }

    String user() {
        return new String(user, StandardCharsets.UTF_8);
    }

    void change(SealedCredentials.Entry entry) {
        user = ByteText.utf8(entry.user());
        sealedPassword = entry.sealedPassword();
    }
}
