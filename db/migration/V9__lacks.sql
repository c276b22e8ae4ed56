-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Content that nodes of clusters were to get, and could not be given.

CREATE TABLE lack (
    id BIGINT NOT NULL AUTO_INCREMENT,
    hub VARBINARY(256) NOT NULL,
    cluster_uuid VARBINARY(256) NOT NULL,
    -- Of the node, or of the gateway that answers for several.
    node VARBINARY(256) NOT NULL,
    object_key VARBINARY(4096) NOT NULL,
    key_digest VARBINARY(32) NOT NULL,
    -- Empty where it came without a name.
    file_name VARBINARY(16384) NOT NULL,
    PRIMARY KEY (id)
);

CREATE UNIQUE INDEX lack_once ON lack (hub, cluster_uuid, node, key_digest);
