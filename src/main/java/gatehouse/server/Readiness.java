// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Tells whoever started the server when the first request is answered; asked for on the loopback or bound address. */
final class Readiness {
    private static final long PAUSE_MILLIS = 50;
    private static final int WAIT_MILLIS = 2000;
    private static final int MOST_TRIES = 2400;

    private final String url;
    private final Terminal terminal;
    private int tries;

    Readiness(String url, Terminal terminal) {
        this.url = url;
        this.terminal = terminal;
    }

    void announce(ScheduledExecutorService background) {
        if (answers()) {
            terminal.say("Gatehouse is ready on " + url);
        } else if (++tries < MOST_TRIES) {
            background.schedule(() -> announce(background), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private boolean answers() {
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create(url + "git-annex/ready/v4/checkpresent").toURL().openConnection();
            if (connection instanceof HttpsURLConnection encrypted) {
                // Its certificate is for another name than the one it is asked by here, and nothing is told to it.
                encrypted.setSSLSocketFactory(anyCertificate());
                encrypted.setHostnameVerifier((name, session) -> true);
            }
            connection.setConnectTimeout(WAIT_MILLIS);
            connection.setReadTimeout(WAIT_MILLIS);
            try {
                // A POST request asked for by GET: only this server answers 405.
                return connection.getResponseCode() == HttpURLConnection.HTTP_BAD_METHOD;
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            return false;
        }
    }

    private static SSLSocketFactory anyCertificate() throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new AnyCertificate()}, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static final class AnyCertificate implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String keyType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String keyType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
