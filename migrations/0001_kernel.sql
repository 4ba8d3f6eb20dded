-- owner: kernel
-- Processes, keys of effects, effects to send, jobs.

-- owner: kernel::flow
create table flow_case (
    flow      text   not null,              -- process, such as application
    id        text   not null,              -- id of the thing the case is about
    state     text   not null,              -- state of the process
    region    text   not null,              -- region code
    subject   text   not null,              -- one line for lists; names masked
    owner     text,                         -- staff.id that holds it
    since     text   not null,              -- instant the state began
    due_on    text,                         -- date by which somebody must act
    due_note  text   not null default '',   -- provisional: beyond the loaded calendar
    version   bigint not null,              -- grows by one with each step
    closed_on text,                         -- date it ended
    primary key (flow, id)
);
create index flow_case_open on flow_case (region, flow, state, due_on) where closed_on is null;

-- owner: kernel::flow
create table flow_step (
    flow       text   not null,             -- process
    case_id    text   not null,             -- flow_case.id
    seq        bigint not null,             -- version of the case after the step
    from_state text   not null,             -- state before, empty for the opening
    act        text   not null,             -- verb of the step
    to_state   text   not null,             -- state after
    actor_kind text   not null,             -- citizen, staff, system
    actor_id   text   not null,             -- person.id or staff.id
    actor_name text   not null,             -- display name; a citizen's is masked
    on_behalf  text,                        -- person.id acted for
    at         text   not null,             -- instant
    reason     text   not null,             -- why, in words
    clause     text   not null,             -- clause that asks for the step
    primary key (flow, case_id, seq)
);

-- owner: kernel::doors
create table idempotency (
    id       text   primary key,            -- digest of actor, door and key
    digest   text   not null,               -- digest of the body sent
    at       text   not null,               -- instant; kept 24 h
    status   bigint not null,               -- answer given
    mime     text   not null,
    body     text   not null,               -- sealed under a key of the row
    location text
);
create index idempotency_at on idempotency (at);

-- owner: kernel::outbox
create table outbox (
    id           text   primary key,        -- travels with the message; receivers drop repeats
    topic        text   not null,           -- which sender
    subject      text   not null,           -- order is kept within a subject
    payload      text   not null,           -- JSON of ids
    at           text   not null,           -- instant written
    next_at      text   not null,           -- instant of the next try
    tries        bigint not null,
    leased_until text,                      -- a worker holds it until then
    done_at      text,                      -- instant delivered
    dead_at      text,                      -- instant given up
    error        text   not null default '' -- last error
);
create index outbox_due on outbox (topic, next_at) where done_at is null and dead_at is null;
create index outbox_order on outbox (topic, subject, id) where done_at is null and dead_at is null;

-- owner: kernel::job
create table job (
    id           text   primary key,
    kind         text   not null,
    ask          text   not null,           -- JSON without personal values
    state        text   not null,           -- queued, running, done, failed, cancelled
    done         bigint not null,
    total        bigint not null,
    cursor       text   not null,           -- where to go on
    result       text   not null,
    by_actor     text   not null,
    at           text   not null,
    leased_until text
);
create index job_open on job (state, id) where state in ('queued', 'running');

-- owner: kernel::number
create table number_series (
    series text   primary key,              -- kind/region/year
    last   bigint not null                  -- last number given
);
