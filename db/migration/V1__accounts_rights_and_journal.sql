-- SPDX-License-Identifier: AGPL-3.0-or-later
-- One text for H2 (MODE=MariaDB) and MariaDB. Names and UUIDs are compared byte by byte, so they are VARBINARY:
-- account names as UTF-8, UUIDs and keys as they are. Times are milliseconds since 1970 unless the column says otherwise.

CREATE TABLE account (
    id BIGINT NOT NULL AUTO_INCREMENT,
    name VARBINARY(512) NOT NULL,
    password_hash VARCHAR(255) NOT NULL,
    administrator BOOLEAN NOT NULL,
    disabled BOOLEAN NOT NULL,
    created_millis BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT account_name UNIQUE (name)
);

CREATE TABLE account_grant (
    id BIGINT NOT NULL AUTO_INCREMENT,
    account_id BIGINT NOT NULL,
    repository VARBINARY(256) NOT NULL,
    access_level VARCHAR(16) NOT NULL,
    locking BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT account_grant_once UNIQUE (account_id, repository),
    CONSTRAINT account_grant_account FOREIGN KEY (account_id) REFERENCES account (id)
);

CREATE TABLE repository_settings (
    id BIGINT NOT NULL AUTO_INCREMENT,
    repository VARBINARY(256) NOT NULL,
    anonymous_level VARCHAR(16),
    anonymous_locking BOOLEAN NOT NULL,
    trash_retention_seconds BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT repository_settings_once UNIQUE (repository)
);

CREATE TABLE location_journal (
    place BIGINT NOT NULL AUTO_INCREMENT,
    repository VARBINARY(256) NOT NULL,
    object_key VARBINARY(4096) NOT NULL,
    key_checksum BIGINT NOT NULL,
    location VARBINARY(256) NOT NULL,
    presence VARCHAR(16) NOT NULL,
    at_nanos BIGINT NOT NULL,
    PRIMARY KEY (place)
);

CREATE INDEX location_journal_repository ON location_journal (repository, place);

-- A key may be longer than what MariaDB can index.
CREATE INDEX location_journal_key ON location_journal (key_checksum);

CREATE TABLE audit_entry (
    place BIGINT NOT NULL AUTO_INCREMENT,
    at_millis BIGINT NOT NULL,
    author VARBINARY(1024) NOT NULL,
    came_from VARCHAR(255) NOT NULL,
    what VARCHAR(64) NOT NULL,
    subject VARBINARY(5120) NOT NULL,
    state_before VARBINARY(1024) NOT NULL,
    state_after VARBINARY(1024) NOT NULL,
    PRIMARY KEY (place)
);
