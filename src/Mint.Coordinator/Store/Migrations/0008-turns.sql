-- Who waits for a turn for work that must not happen on several hosts at once, and who has one.
CREATE TABLE turns (
    host TEXT PRIMARY KEY,
    -- waiting, holding, overdue
    state TEXT NOT NULL DEFAULT 'waiting',
    -- What the host wants it for.
    purpose TEXT NOT NULL DEFAULT '',
    -- Since when it waits; of one that has its turn, since when it has it.
    since BIGINT NOT NULL,
    until BIGINT,
    -- Why it waits. The reason names hosts of its own customer only, the detail all.
    reason TEXT NOT NULL DEFAULT '',
    detail TEXT NOT NULL DEFAULT '');
