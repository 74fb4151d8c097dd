CREATE TABLE schema_version (version BIGINT PRIMARY KEY);

-- Single values, such as the name that was made for this fleet.
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);

-- Work that only one coordinator does at a time.
CREATE TABLE leases (name TEXT PRIMARY KEY, holder TEXT NOT NULL, until BIGINT NOT NULL);

-- One row for every host that the config repo names or that ever enrolled.
CREATE TABLE hosts (
    name TEXT PRIMARY KEY,
    -- From the config repo.
    expected BOOLEAN NOT NULL DEFAULT FALSE,
    customer TEXT NOT NULL DEFAULT '',
    groups TEXT NOT NULL DEFAULT '',
    ring TEXT NOT NULL DEFAULT '',
    silent_after BIGINT,
    -- From enrolment.
    enrolled_at BIGINT,
    revoked_at BIGINT,
    machine_id TEXT NOT NULL DEFAULT '',
    certificate_serial TEXT NOT NULL DEFAULT '',
    certificate_expires_at BIGINT,
    -- What it stands at, as the fleet sees it, and why.
    state TEXT NOT NULL DEFAULT 'absent',
    reason TEXT NOT NULL DEFAULT '',
    state_since BIGINT NOT NULL DEFAULT 0,
    -- From its reports.
    reported_state TEXT NOT NULL DEFAULT '',
    reported_reason TEXT NOT NULL DEFAULT '',
    commit_id TEXT NOT NULL DEFAULT '',
    accepted_commit TEXT NOT NULL DEFAULT '',
    witnessed_commit TEXT NOT NULL DEFAULT '',
    state_hash TEXT NOT NULL DEFAULT '',
    ok INTEGER NOT NULL DEFAULT 0,
    pending INTEGER NOT NULL DEFAULT 0,
    drifted INTEGER NOT NULL DEFAULT 0,
    held INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0,
    agent_version TEXT NOT NULL DEFAULT '',
    summary {blob},
    inventory {blob},
    -- Its outbox.
    ledger_id TEXT NOT NULL DEFAULT '',
    acknowledged BIGINT NOT NULL DEFAULT 0,
    outbox BIGINT NOT NULL DEFAULT 0,
    -- Its stream.
    last_seen_at BIGINT,
    connected_to TEXT NOT NULL DEFAULT '',
    session_id TEXT NOT NULL DEFAULT '');
CREATE INDEX hosts_by_state ON hosts (state, name);
CREATE INDEX hosts_by_commit ON hosts (commit_id);
CREATE INDEX hosts_by_connection ON hosts (connected_to);

-- Resources that are not as desired.
CREATE TABLE concerns (
    host TEXT NOT NULL,
    resource TEXT NOT NULL,
    condition TEXT NOT NULL,
    message TEXT NOT NULL,
    until BIGINT,
    origin TEXT NOT NULL,
    failure_kind TEXT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (host, resource));
CREATE INDEX concerns_by_condition ON concerns (condition, since);

-- What happened, on hosts and here. Events of the coordinator itself have an empty ledger_id and sequence 0.
CREATE TABLE events (
    id {identity},
    host TEXT NOT NULL,
    ledger_id TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    at BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    resource TEXT NOT NULL,
    action TEXT NOT NULL,
    summary TEXT NOT NULL,
    body {blob} NOT NULL);
CREATE UNIQUE INDEX events_once ON events (host, ledger_id, sequence) WHERE sequence > 0;
CREATE INDEX events_by_kind ON events (kind, id);
CREATE INDEX events_by_host ON events (host, id);
CREATE INDEX events_by_time ON events (at);
CREATE INDEX events_by_arrival ON events (received_at);
