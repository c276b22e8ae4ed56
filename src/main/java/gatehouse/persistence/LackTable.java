// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import gatehouse.cluster.Lack;
import gatehouse.cluster.Lacks;
import gatehouse.key.Key;
import gatehouse.repository.ClusterUuid;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What nodes lack, in the store. */
final class LackTable implements Lacks {
    private static final long MOST = 1_000_000;
    private static final int MOST_NAME_BYTES = 16_384;
    private static final String WHERE = " WHERE hub = ? AND cluster_uuid = ? AND node = ?";

    private final SqlTransactions transactions;

    LackTable(SqlTransactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public boolean add(Lack lack) {
        return transactions.change("keeping in mind what a node lacks", connection -> {
            if (isKnown(connection, lack)) {
                return true;
            }
            if (count(connection) >= MOST) {
                return false;
            }
            insert(connection, lack);
            return true;
        });
    }

    private static boolean isKnown(Connection connection, Lack lack) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT id FROM lack" + WHERE + " AND key_digest = ?")) {
            set(query, 1, lack.where());
            query.setBytes(4, LiveRows.digest(lack.key()));
            try (ResultSet rows = query.executeQuery()) {
                return rows.next();
            }
        }
    }

    private static long count(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT COUNT(*) FROM lack");
                ResultSet rows = query.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Two servers may do it at once: then the index lets one of them. */
    private static void insert(Connection connection, Lack lack) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT IGNORE INTO lack"
                + " (hub, cluster_uuid, node, object_key, key_digest, file_name) VALUES (?, ?, ?, ?, ?, ?)")) {
            set(insert, 1, lack.where());
            insert.setBytes(4, lack.key().bytes());
            insert.setBytes(5, LiveRows.digest(lack.key()));
            byte[] file = lack.file().orElse("").getBytes(StandardCharsets.ISO_8859_1);
            insert.setBytes(6, file.length > MOST_NAME_BYTES ? new byte[0] : file);
            insert.executeUpdate();
        }
    }

    @Override
    public List<Lack.Where> nodes() {
        return transactions.read("reading which nodes lack anything", connection -> {
            List<Lack.Where> nodes = new ArrayList<>();
            try (PreparedStatement query =
                            connection.prepareStatement("SELECT DISTINCT hub, cluster_uuid, node FROM lack");
                    ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    nodes.add(new Lack.Where(
                            ByteText.uuid(rows.getBytes(1)),
                            new ClusterUuid(ByteText.uuid(rows.getBytes(2))),
                            ByteText.uuid(rows.getBytes(3))));
                }
            }
            return nodes;
        });
    }

    @Override
    public List<Lack> at(Lack.Where where, int most) {
        return transactions.read("reading what a node lacks", connection -> {
            List<Lack> lacks = new ArrayList<>();
            try (PreparedStatement query = connection.prepareStatement(
                    "SELECT object_key, file_name FROM lack" + WHERE + " ORDER BY id LIMIT ?")) {
                set(query, 1, where);
                query.setInt(4, most);
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        Key key = Key.of(rows.getBytes(1)).orElseThrow();
                        Optional<String> file = Optional.of(new String(rows.getBytes(2), StandardCharsets.ISO_8859_1))
                                .filter(name -> !name.isEmpty());
                        lacks.add(new Lack(where, key, file));
                    }
                }
            }
            return lacks;
        });
    }

    @Override
    public void remove(Lack lack) {
        transactions.alone("forgetting what a node has got", connection -> {
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM lack" + WHERE + " AND key_digest = ?")) {
                set(delete, 1, lack.where());
                delete.setBytes(4, LiveRows.digest(lack.key()));
                return delete.executeUpdate();
            }
        });
    }

    @Override
    public void removeAll(Lack.Where where) {
        transactions.alone("forgetting what a node lacked", connection -> {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM lack" + WHERE)) {
                set(delete, 1, where);
                return delete.executeUpdate();
            }
        });
    }

    private static void set(PreparedStatement statement, int first, Lack.Where where) throws SQLException {
        statement.setBytes(first, where.hub().bytes());
        statement.setBytes(first + 1, where.cluster().uuid().bytes());
        statement.setBytes(first + 2, where.node().bytes());
    }
}
