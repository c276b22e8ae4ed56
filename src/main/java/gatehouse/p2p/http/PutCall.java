// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.http;

import gatehouse.failure.FailureException;
import gatehouse.key.Key;
import gatehouse.p2p.ProtocolVersion;
import gatehouse.p2p.PutRequest;
import gatehouse.repository.Uuid;
import org.jspecify.annotations.Nullable;

/** What a {@code put} asks for. @param dataPresent the content has come another way, and no body follows */
record PutCall(ProtocolVersion version, PutRequest request, boolean dataPresent) {
    /**
     * @param announced the header of the length, null where it is missing
     * @throws FailureException Malformed
     */
    static PutCall of(ProtocolVersion version, Parameters parameters, @Nullable String announced) {
        Key key = parameters.key();
        Uuid client = parameters.clientUuid();
        long offsetBytes = parameters.offsetBytes();
        if (announced == null) {
            throw Parameters.malformed("Header " + P2pServlet.DATA_LENGTH + " is required");
        }
        long lengthBytes = dataLength(announced);
        boolean dataPresent = version.hasDataPresent() && parameters.dataPresent();
        PutRequest request = new PutRequest(key, client, offsetBytes, lengthBytes, parameters.file());
        return new PutCall(version, request, dataPresent);
    }

    private static long dataLength(String announced) {
        try {
            return new Parameters.Field(P2pServlet.DATA_LENGTH, announced.strip()).number();
        } catch (FailureException e) {
            throw Parameters.malformed("Error parsing header " + P2pServlet.DATA_LENGTH + " failed: "
                    + e.failure().reason());
        }
    }
}
