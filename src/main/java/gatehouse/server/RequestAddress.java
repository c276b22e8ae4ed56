// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import gatehouse.p2p.http.Sender;
import gatehouse.tenant.Connection;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a request came, and the address of this server that its sender used. What a proxy says of that is believed only
 * from configured addresses. Source: RFC 7239.
 */
final class RequestAddress {
    private static final int ANNEX_PORT = 9417;
    private static final Pattern HOST = Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\])(?::([0-9]{1,5}))?");
    private static final Pattern FORWARDED_FIELD =
            Pattern.compile("(?:^|;)\\s*(for|host|proto)\\s*=\\s*(\"[^\"]*\"|[^;\\s]*)", Pattern.CASE_INSENSITIVE);

    private final Set<String> trustedProxies;
    private final Optional<String> publicUrl;

    RequestAddress(Set<String> trustedProxies, Optional<String> publicUrl) {
        this.trustedProxies = trustedProxies;
        this.publicUrl = publicUrl;
    }

    Connection connection(Sender sender) {
        String address = sender.remoteAddress();
        if (!trustedProxies.contains(address)) {
            return Connection.between(address, sender.encrypted(), sender.localAddress());
        }
        String client = forwarded(sender, "for", "X-Forwarded-For").orElse(address);
        return new Connection(withoutPort(client), proto(sender).equals("https"));
    }

    /** {@code annex+http://HOST:PORT/git-annex/}; without a port such an url means 9417. */
    String annexUrl(HttpServletRequest request) {
        return "annex+" + base(request, true) + "/git-annex/";
    }

    /** The address as a browser or git uses it, without a slash at the end. */
    String webUrl(HttpServletRequest request) {
        return base(request, false);
    }

    private String base(HttpServletRequest request, boolean annex) {
        if (publicUrl.isPresent()) {
            String url = publicUrl.get().replaceAll("/+$", "");
            int scheme = url.indexOf("://");
            return scheme < 0 ? url : authority(url.substring(0, scheme), url.substring(scheme + 3), annex);
        }
        String host = trustedProxies.contains(request.getRemoteAddr())
                ? forwarded(Sender.of(request), "host", "X-Forwarded-Host").orElse(host(request))
                : host(request);
        return authority(proto(Sender.of(request)), host, annex);
    }

    private static String authority(String scheme, String hostAndPath, boolean annex) {
        int slash = hostAndPath.indexOf('/');
        String host = slash < 0 ? hostAndPath : hostAndPath.substring(0, slash);
        String path = slash < 0 ? "" : hostAndPath.substring(slash);
        Matcher m = HOST.matcher(host);
        String name = m.matches() ? m.group(1) : "localhost";
        String usual = scheme.equals("https") ? "443" : "80";
        String port = m.matches() && m.group(2) != null ? m.group(2) : usual;
        String unsaid = annex ? Integer.toString(ANNEX_PORT) : usual;
        return scheme + "://" + name + (port.equals(unsaid) ? "" : ":" + port) + path;
    }

    private static String host(HttpServletRequest request) {
        String host = request.getHeader("Host");
        return host == null ? request.getLocalName() + ":" + request.getLocalPort() : host;
    }

    private String proto(Sender sender) {
        String own = sender.encrypted() ? "https" : "http";
        if (!trustedProxies.contains(sender.remoteAddress())) {
            return own;
        }
        String said =
                forwarded(sender, "proto", "X-Forwarded-Proto").orElse(own).toLowerCase(Locale.ROOT);
        return said.equals("https") ? "https" : "http";
    }

    /** What the proxy nearest to us says: of several values its is the last. */
    private static Optional<String> forwarded(Sender sender, String field, String legacyHeader) {
        String header = sender.header("Forwarded");
        if (header != null) {
            Matcher m = FORWARDED_FIELD.matcher(last(header));
            while (m.find()) {
                if (m.group(1).equalsIgnoreCase(field)) {
                    return Optional.of(m.group(2).replace("\"", ""));
                }
            }
            return Optional.empty();
        }
        return Optional.ofNullable(sender.header(legacyHeader)).map(RequestAddress::last);
    }

    private static String last(String list) {
        return list.substring(list.lastIndexOf(',') + 1).strip();
    }

    private static String withoutPort(String address) {
        if (address.startsWith("[") && address.contains("]")) {
            return address.substring(1, address.indexOf(']'));
        }
        int colon = address.indexOf(':');
        return colon >= 0 && colon == address.lastIndexOf(':') ? address.substring(0, colon) : address;
    }
}
