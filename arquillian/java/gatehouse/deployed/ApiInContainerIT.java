// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.deployed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/** The API of the deployed WAR, from outside. */
@ArquillianTest
@RunAsClient
class ApiInContainerIT {
    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;

    @ArquillianResource
    URL url;

    @Deployment(testable = false)
    static WebArchive war() {
        return BuiltWar.with(ApiInContainerIT.class);
    }

    @Test
    void theApiAsksWhoIsThere() throws Exception {
        assertThat(status(HttpRequest.newBuilder(api())).statusCode()).isEqualTo(UNAUTHORIZED);
    }

    @Test
    void theApiAnswersTheHolderOfTheToken() throws Exception {
        String token = Files.readString(BuiltWar.data().resolve("admin-token")).strip();

        HttpResponse<String> answer = status(HttpRequest.newBuilder(api()).header("Authorization", "Bearer " + token));

        assertThat(answer.statusCode()).isEqualTo(OK);
        assertThat(answer.body()).contains("\"journalDepth\"");
    }

    private URI api() throws URISyntaxException {
        return url.toURI().resolve("/api/status");
    }

    private static HttpResponse<String> status(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
