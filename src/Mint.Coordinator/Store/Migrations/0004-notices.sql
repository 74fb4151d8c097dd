-- What needs a person: what is so now, and whether somebody was told.
CREATE TABLE notices (
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    host TEXT NOT NULL,
    detail TEXT NOT NULL,
    -- When it began, and when it was noticed here.
    since BIGINT NOT NULL,
    noticed_at BIGINT NOT NULL,
    -- When a message last spoke of it, and in how many; none yet while told_at is null.
    told_at BIGINT,
    told INTEGER NOT NULL DEFAULT 0,
    -- When it was over; the row goes once that was told.
    ended_at BIGINT,
    PRIMARY KEY (kind, subject));

-- Messages that wait for their target. One that was delivered goes.
CREATE TABLE messages (
    id {identity},
    target TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at BIGINT NOT NULL);
CREATE INDEX messages_by_target ON messages (target, id);

CREATE INDEX hosts_by_certificate ON hosts (certificate_expires_at);

-- So that no host can bury what the coordinator itself noticed.
CREATE INDEX events_own_security ON events (id) WHERE kind = 'security' AND sequence = 0;
