-- SPDX-License-Identifier: AGPL-3.0-or-later
-- With what this server signs in to others.

-- The server is SCHEME://HOST:PORT. The password is encrypted with the key in the server's data folder.
CREATE TABLE remote_credentials (
    id BIGINT NOT NULL AUTO_INCREMENT,
    server VARBINARY(512) NOT NULL,
    user_name VARBINARY(512) NOT NULL,
    sealed_password VARBINARY(2048) NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT remote_credentials_once UNIQUE (server)
);
