// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command line, where it says no, and what no other test starts the server with. */
class LauncherIT {
    private static final int USAGE = 2;
    private static final int FAILED = 1;

    /** TLS, a pipe for standard output, and an administrator at work; prints the status of the server at its end. */
    private static final String TLS_SESSION = """
            openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost \\
              -addext subjectAltName=DNS:localhost 2>openssl.txt
            port=$(shuf -i 20000-29999 -n 1)
            mkfifo pipe
            mkdir served
            "$LAUNCHER" serve --port=$port --bind 127.0.0.1 --data data --directory served --certfile cert.pem --privatekeyfile key.pem \\
              -J2 --cpus 1 >pipe 2>errors.txt &
            server=$!
            trap 'kill $server 2>/dev/null || true' EXIT
            while IFS= read -r line; do
              echo "$line"
              case $line in *'is ready on'*) break ;; esac
            done <pipe
            curl --silent --cacert cert.pem --output /dev/null --write-out 'https %{http_code}\\n' "https://localhost:$port/api/status"
            "$LAUNCHER" serve --data data --port $((port + 1)) && exit 1
            administer() { "$LAUNCHER" --data data "$@"; }
            administer repository create 'a "b" é' 'it\\s "described"' && exit 1
            echo 'correct horse battery' | administer user add 'zoë "z"'
            administer user grant 'zoë "z"' 'a "b" é' append && exit 1
            administer repository create lab/data
            administer user grant 'zoë "z"' lab/data append
            administer user rights 'zoë "z"'
            administer status
            kill $server
            wait $server || echo "ended with $?"
            """;

    @TempDir
    Path folder;

    private Machine machine;

    @BeforeEach
    void machine() {
        machine = Machine.at(folder.resolve("home"), AnnexRelease.NEWEST);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "serve --no-such, there is no option --no-such",
        "serve --no-such=3, there is no option --no-such",
        "serve --port, --port wants a value",
        "serve --port many, --port is a number from 1 to 65535",
        "serve --port 65536, --port is a number from 1 to 65535",
        "serve --socket /tmp/s, --socket is not supported",
        "serve --certfile x, --certfile and --privatekeyfile go together",
        "serve films, serve takes options only",
        "serve --store jdbc:h2:mem, --store is jdbc:mariadb://HOST:PORT/DATABASE",
        "serve --store jdbc:mariadb://h/d, --store wants --store-user",
        "serve --store jdbc:mariadb://h/d?password=x, --store holds no user and no password",
        "serve --store jdbc:mariadb://h/d --store-user u, --store wants --store-password-file",
        "serve --store-password-file x, --store-password-file goes with --store",
        "--no-such status, there is no option --no-such",
        "fetch, there is no command fetch",
    })
    void aCommandWrittenWronglyIsRefusedInALine(String command, String said) {
        Ran ran = launched(command.split(" "));

        assertThat(ran.exit()).as(ran.toString()).isEqualTo(USAGE);
        assertThat(ran.errors()).startsWith("gatehouse: ").contains(said).hasLineCount(1);
    }

    @Test
    void withoutAServerAnAdministratorIsToldSo() {
        Ran ran = launched("--data", folder.resolve("none").toString(), "status");

        assertThat(ran.exit()).isEqualTo(FAILED);
        assertThat(ran.errors()).contains("no server was started with the data folder");
    }

    @Test
    void aFolderThatIsNotThereIsNotServed() {
        Ran ran = launched("serve", "--directory", "/no/such/folder");

        assertThat(ran.exit()).isEqualTo(FAILED);
        assertThat(ran.errors()).contains("/no/such/folder is no folder");
    }

    @Test
    void theServerSpeaksTlsAndIsAdministeredOverIt() {
        Ran ran = machine.run(
                folder, List.of("env", "LAUNCHER=" + launcher(), "bash", "-euo", "pipefail", "-c", TLS_SESSION));

        assertThat(ran.exit()).as(ran.toString()).isZero();
        assertThat(ran.output())
                .contains("https 401", "\"level\":\"append\"", "repositories: 1", "ended with 143")
                .contains("password  ");
        assertThat(ran.errors()).contains("another server runs with the data folder", "a name is made of letters");
    }

    private Ran launched(String... arguments) {
        List<String> command = new ArrayList<>(List.of(launcher()));
        command.addAll(List.of(arguments));
        return machine.run(folder, command);
    }

    private static String launcher() {
        return Path.of("gatehouse").toAbsolutePath().toString();
    }
}
