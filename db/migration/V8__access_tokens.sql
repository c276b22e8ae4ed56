-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What programs of people sign in with in place of the password; of each its SHA-256, and not the token.

CREATE TABLE access_token (
    id BIGINT NOT NULL AUTO_INCREMENT,
    account_id BIGINT NOT NULL,
    name VARBINARY(256) NOT NULL,
    token_hash VARBINARY(32) NOT NULL,
    access_level VARCHAR(16) NOT NULL,
    every_repository BOOLEAN NOT NULL,
    created_millis BIGINT NOT NULL,
    expires_millis BIGINT NOT NULL,
    last_used_millis BIGINT,
    version BIGINT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT access_token_name UNIQUE (account_id, name),
    CONSTRAINT access_token_hash UNIQUE (token_hash),
    CONSTRAINT access_token_account FOREIGN KEY (account_id) REFERENCES account (id)
);

-- Where a token is of use that is not for every repository.
CREATE TABLE access_token_repository (
    token_id BIGINT NOT NULL,
    repository VARBINARY(256) NOT NULL,
    PRIMARY KEY (token_id, repository),
    CONSTRAINT access_token_repository_token FOREIGN KEY (token_id) REFERENCES access_token (id)
);
