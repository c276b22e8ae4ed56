// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.remote.ssh.SshAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteUrlTest {
    @ParameterizedTest
    @CsvSource({
        "https://u:secret@host/x, https://u@host/x",
        "https://u:sec@ret@host/x, https://u@host/x",
        "annex+http://:secret@host:1/, annex+http://@host:1/",
        "ssh://u@host/p:q@r, ssh://u@host/p:q@r",
        "u@host:p, u@host:p",
        "/a:b@c, /a:b@c"
    })
    void noPasswordIsShown(String url, String shown) {
        assertThat(RemoteUrl.shown(url)).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/srv/a b",
                "../sibling",
                "file:///srv/x",
                "ssh://joey@host:22/~/x",
                "joey@host:x",
                "annex+https://host/git-annex/",
                "https://host/git/x"
            })
    void urlsOfRepositoriesAreTaken(String url) {
        assertThat(RemoteUrl.refusal(url)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-oProxyCommand=x",
                "a\nb",
                "ext::sh -c x",
                "https://u:p@host/x",
                "https://u@host/x",
                "annex+http://u:p@host/",
                "annex+http:///x",
                "ssh://u:p@host/x",
                "ssh://-oProxyCommand=x/x",
                "-x:y",
                "git://host/x",
                "s3://bucket"
            })
    void othersAreNot(String url) {
        assertThat(RemoteUrl.refusal(url)).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "ssh://joey@host:2222/srv/x, joey@host:2222, /srv/x",
        "ssh://host/~/x, host, /~/x",
        "host:/srv/x, host, /srv/x",
        "joey@host:x/y, joey@host, /~/x/y",
        "host:~joey/x, host, /~joey/x",
        "[::1]:x, ::1, /~/x",
        "ssh://[::1]/x, ::1, /x",
        "ssh://host/a%20b, host, /a b"
    })
    void sshIsReadAsGitDoes(String url, String host, String path) {
        SshAddress address = SshAddress.of(url).orElseThrow();
        assertThat(address.host().toString()).isEqualTo(host);
        assertThat(address.path()).isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource({
        "annex+https://host/git-annex/, true",
        "annex+http://host:1/, true",
        "https://host/x, false",
        "/srv/x, false",
        "joey@host:x, false",
        "annex+https://u:p@host/, false"
    })
    void onlyServersAreForGitAnnexAlone(String url, boolean taken) {
        assertThat(RemoteUrl.annexRefusal(url).isEmpty()).isEqualTo(taken);
    }
}
