-- Commits of the config repo in the order in which they came; a host that runs one has all with a lower position.
CREATE TABLE commits (
    id TEXT PRIMARY KEY,
    parent TEXT NOT NULL,
    subject TEXT NOT NULL,
    author TEXT NOT NULL,
    authored_at BIGINT NOT NULL,
    signed_by TEXT NOT NULL,
    seen_at BIGINT NOT NULL,
    position BIGINT NOT NULL UNIQUE,
    -- Why nobody follows it; empty for a good one.
    refused_reason TEXT NOT NULL DEFAULT '',
    -- How many hosts it touches, and when the last of them had it.
    hosts INTEGER NOT NULL DEFAULT 0,
    converged_at BIGINT);
CREATE INDEX commits_open ON commits (position) WHERE converged_at IS NULL;

-- The hosts that a commit touches, and when each had it in force.
CREATE TABLE commit_hosts (
    commit_id TEXT NOT NULL,
    host TEXT NOT NULL,
    position BIGINT NOT NULL,
    ring TEXT NOT NULL,
    -- Why the host's configuration does not load in this commit; empty when it does.
    fault TEXT NOT NULL DEFAULT '',
    applied_at BIGINT,
    PRIMARY KEY (commit_id, host));
CREATE INDEX commit_hosts_by_host ON commit_hosts (host, position);
CREATE INDEX commit_hosts_open ON commit_hosts (commit_id, host) WHERE applied_at IS NULL;
CREATE INDEX commit_hosts_open_by_host ON commit_hosts (host) WHERE applied_at IS NULL;
CREATE INDEX commit_hosts_by_position ON commit_hosts (position);

-- The rollout of the newest good commit: one row, id 1. The revision rises with every change.
CREATE TABLE rollout (
    id INTEGER PRIMARY KEY,
    revision BIGINT NOT NULL DEFAULT 0,
    commit_id TEXT NOT NULL DEFAULT '',
    position BIGINT NOT NULL DEFAULT 0,
    -- Why a person holds it; empty when nobody does.
    held TEXT NOT NULL DEFAULT '',
    -- Why it stopped by itself; empty when it did not. The detail says the same with hosts' names, for those who may see the whole fleet.
    halted TEXT NOT NULL DEFAULT '',
    halted_detail TEXT NOT NULL DEFAULT '');
INSERT INTO rollout (id) VALUES (1);

-- Rings in their order; where mint.yaml has none there is one without a name, and every host is in it.
CREATE TABLE rollout_rings (
    name TEXT PRIMARY KEY,
    ordinal INTEGER NOT NULL,
    soak BIGINT NOT NULL,
    max_unavailable INTEGER NOT NULL,
    -- waiting, rolling, soaking, done, halted
    state TEXT NOT NULL DEFAULT 'waiting',
    -- The detail says the reason with hosts' names, for those who may see the whole fleet; empty when there are none to say.
    reason TEXT NOT NULL DEFAULT '',
    detail TEXT NOT NULL DEFAULT '',
    -- The newest commit that its hosts may go to, and the newest that it had taken well before that.
    released_commit TEXT NOT NULL DEFAULT '',
    released_position BIGINT NOT NULL DEFAULT 0,
    proven_position BIGINT NOT NULL DEFAULT 0,
    released_at BIGINT,
    healthy_since BIGINT,
    -- Set by a person: it need not wait for the rings before it.
    promoted BOOLEAN NOT NULL DEFAULT FALSE);

CREATE INDEX hosts_by_ring ON hosts (ring);

-- What was wrong in a ring before its release: `offline` hosts do not count at all, `lost` ones are awaited but are no news,
-- `failed` resources (with their names) are no news.
CREATE TABLE rollout_baseline (
    ring TEXT NOT NULL,
    host TEXT NOT NULL,
    what TEXT NOT NULL,
    resource TEXT NOT NULL,
    PRIMARY KEY (ring, host, what, resource));
