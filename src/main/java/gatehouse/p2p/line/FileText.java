// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.line;

/**
 * The name of a file within a line, where it cannot hold white space. What is lost by that is lost upstream too: the
 * name is only for people to see. Source: P2P/Protocol.hs ProtoAssociatedFile.
 */
final class FileText {
    private FileText() {}

    static String escaped(String file) {
        StringBuilder escaped = new StringBuilder(file.length());
        for (char c : file.toCharArray()) {
            if (c == '%') {
                escaped.append("%%");
            } else {
                escaped.append(c <= ' ' || c == 0x7f || c == 0xa0 ? '%' : c);
            }
        }
        return escaped.toString();
    }

    static String unescaped(String text) {
        StringBuilder file = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%' && i + 1 < text.length() && text.charAt(i + 1) == '%') {
                file.append('%');
                i++;
            } else {
                file.append(c == '%' || c < ' ' || c == 0x7f ? '_' : c);
            }
        }
        return file.toString();
    }
}
