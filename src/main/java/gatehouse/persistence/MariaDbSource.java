// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.mariadb.jdbc.MariaDbDataSource;

/**
 * Connections to MariaDB with what the store relies on: no wait without a limit, each statement sees what was committed
 * before it, and no value is cut to fit. It does nothing for transactions over several databases, so that the container
 * commits in one step. Not for use by many threads while it is set up, and safe for it afterwards.
 */
public final class MariaDbSource implements DataSource {
    private static final int OLDEST_MAJOR = 10;
    private static final int OLDEST_MINOR = 11;

    private static final String CONNECT_MILLIS = "5000";
    /** Longer than any statement of the store takes, lock waits included. */
    private static final String ANSWER_MILLIS = "20000";
    /**
     * Locks are held for milliseconds. A server that stands still in a transaction loses it sooner than all others have
     * given up.
     */
    private static final String SESSION = "innodb_lock_wait_timeout=5,idle_transaction_timeout=10,"
            + "sql_mode='STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'";

    private static final String SESSION_VARIABLES = "sessionVariables=";

    private final MariaDbDataSource source = new MariaDbDataSource();

    /** The address with what the store relies on; timeouts that it has already are left. */
    static String address(String url) {
        Map<String, String> wanted = new LinkedHashMap<>();
        wanted.put("connectTimeout", CONNECT_MILLIS);
        wanted.put("socketTimeout", ANSWER_MILLIS);
        wanted.put("transactionIsolation", "READ-COMMITTED");
        StringBuilder address = new StringBuilder(url);
        wanted.forEach((name, value) -> {
            if (!has(url, name)) {
                address.append(separator(address)).append(name).append('=').append(value);
            }
        });
        if (!has(url, "sessionVariables")) {
            return address.append(separator(address))
                    .append(SESSION_VARIABLES)
                    .append(SESSION)
                    .toString();
        }
        return address.toString().replace(SESSION_VARIABLES, SESSION_VARIABLES + SESSION + ",");
    }

    private static boolean has(String url, String name) {
        return url.contains("?" + name + "=") || url.contains("&" + name + "=");
    }

    private static char separator(CharSequence address) {
        return address.toString().indexOf('?') < 0 ? '?' : '&';
    }

    public void setUrl(String url) throws SQLException {
        source.setUrl(address(url));
    }

    public void setUser(String user) throws SQLException {
        source.setUser(user);
    }

    public void setPassword(String password) throws SQLException {
        source.setPassword(password);
    }

    @Override
    public Connection getConnection() throws SQLException {
        return checked(source.getConnection());
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return checked(source.getConnection(user, password));
    }

    private static Connection checked(Connection connection) throws SQLException {
        int major = connection.getMetaData().getDatabaseMajorVersion();
        int minor = connection.getMetaData().getDatabaseMinorVersion();
        if (major < OLDEST_MAJOR || major == OLDEST_MAJOR && minor < OLDEST_MINOR) {
            connection.close();
            throw new SQLException("the store needs MariaDB " + OLDEST_MAJOR + "." + OLDEST_MINOR
                    + " or later, and this is " + major + "." + minor);
        }
        return connection;
    }

    @Override
    public int getLoginTimeout() {
        return source.getLoginTimeout();
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        source.setLoginTimeout(seconds);
    }

    @Override
    public PrintWriter getLogWriter() {
        return source.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) {
        source.setLogWriter(out);
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        return source.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this) || source.isWrapperFor(type);
    }
}
