// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class MariaDbSourceTest {
    private static final String URL = "jdbc:mariadb://db/gatehouse";

    @Test
    void anAddressGetsLimitsAndKeepsThoseThatItHas() {
        assertThat(MariaDbSource.address(URL)).startsWith(URL + "?connectTimeout=5000&socketTimeout=20000&");
        assertThat(MariaDbSource.address(URL + "?sslMode=trust&socketTimeout=7"))
                .startsWith(URL + "?sslMode=trust&socketTimeout=7&connectTimeout=5000&transactionIsolation");
        assertThat(MariaDbSource.address(URL + "?sessionVariables=time_zone='UTC'"))
                .contains("?sessionVariables=innodb_lock_wait_timeout=5,")
                .contains(",time_zone='UTC'&");
    }

    @Test
    void aConnectionSeesWhatIsCommittedWaitsNotForLongAndRefusesWhatIsTooLong() throws Exception {
        MariaDbProcess.Access access = MariaDbProcess.shared().newAccess();
        MariaDbSource source = source(access, access.password());
        try (Connection connection = source.getConnection();
                var statement = connection.createStatement()) {
            assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
            try (var row = statement.executeQuery("SELECT @@innodb_lock_wait_timeout, @@idle_transaction_timeout")) {
                row.next();
                assertThat(row.getInt(1)).isEqualTo(5);
                assertThat(row.getInt(2)).isEqualTo(10);
            }
            statement.execute("CREATE TABLE t (a VARCHAR(2))");
            assertThatThrownBy(() -> statement.execute("INSERT INTO t VALUES ('abc')"))
                    .isInstanceOf(SQLException.class);
        }
    }

    @Test
    void aWrongPasswordIsNotTold() throws Exception {
        MariaDbProcess.Access access = MariaDbProcess.shared().newAccess();
        MariaDbSource source = source(access, "not the word");
        assertThatThrownBy(source::getConnection)
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("Access denied")
                .hasMessageNotContaining("not the word");
    }

    private static MariaDbSource source(MariaDbProcess.Access access, String password) throws SQLException {
        MariaDbSource source = new MariaDbSource();
        source.setUrl(access.url());
        source.setUser(access.user());
        source.setPassword(password);
        return source;
    }
}
