-- owner: entry
-- What officers and chiefs work with: duplicates, the queue's keeping, the case file's own papers.

-- owner: entry::duplicate
-- What a case under way can be recognised by; made anew from the record whenever the case changes.
create table duplicate_key (
    application_id text not null,           -- application.id
    region         text not null,           -- region of the application
    kind           text not null,           -- person, renumbered, register, title, dwelling
    role           text not null,           -- adult, minor, spouse, thing
    key_index      text not null check (key_index <> ''), -- blind index; what is blank is no key
    person_id      text not null,           -- about whom; the applicant for a dwelling
    primary key (application_id, kind, role, key_index, person_id)
);
create index duplicate_key_match on duplicate_key (kind, key_index);

-- owner: entry::duplicate
-- Two things that look like one; low_id < high_id, so that each pair stands once.
create table duplicate_pair (
    id       text   primary key,            -- ULID
    kind     text   not null,               -- case: two applications; benefit: an application and a live benefit
    low_id   text   not null,               -- application.id
    high_id  text   not null,               -- application.id, or benefit.id
    strong   bigint not null,               -- 1: holds the case until concluded
    signals  text   not null,               -- what they share, JSON of words, without personal values
    digest   text   not null,               -- SM3 of the evidence; a verdict is bound to it
    found_on text   not null,               -- date first found
    gone_on  text                           -- date the evidence went away
);
create unique index duplicate_pair_one on duplicate_pair (low_id, high_id);
create index duplicate_pair_high on duplicate_pair (high_id);

-- owner: entry::duplicate
-- One side of a pair: what its county concluded. Within one county there is one side.
create table duplicate_side (
    id             text primary key,        -- ULID; also the case id of its process
    pair_id        text not null,           -- duplicate_pair.id
    application_id text not null,           -- the case of this side; empty for a benefit
    region         text not null,           -- county
    verdict        text not null default '',-- same, different, watched; empty while open
    reason         text not null default '',-- why, in words
    by_id          text not null default '',
    by_name        text not null default '',
    judged_at      text,                    -- instant
    on_digest      text not null default '',-- duplicate_pair.digest the verdict was given on
    asked_at       text,                    -- instant the other county asked
    asked_name     text not null default '',-- who asked
    asked_words    text not null default '' -- what was asked
);
create unique index duplicate_side_one on duplicate_side (pair_id, region);
create index duplicate_side_application on duplicate_side (application_id);

-- owner: entry::duplicate
-- The nightly comparison: one a day.
create table duplicate_run (
    on_date text primary key,               -- business date
    job_id  text not null                   -- job.id
);

-- owner: entry::waitlist
-- The queue as it stood: frozen, numbered, with a digest anybody can verify.
create table queue_snapshot (
    id         text   primary key,          -- ULID
    region     text   not null,             -- county or zone
    taken_at   text   not null,             -- instant
    taken_on   text   not null,             -- business date
    taken_by   text   not null,             -- staff.id
    taken_name text   not null,
    reason     text   not null,             -- what for
    households bigint not null,             -- lines
    body       text   not null,             -- canonical list, one line a household, masked
    digest     text   not null              -- SM3 of the body
);
create index queue_snapshot_region on queue_snapshot (region, id);

-- owner: entry::waitlist
-- Why an entry may have to leave: an officer looks and acts, never the program.
create table waitlist_concern (
    id             text primary key,        -- ULID; also the case id of its process
    entry_id       text not null,           -- waitlist_entry.id
    region         text not null,
    kind           text not null,           -- died: the applicant; died_out: every member; moved: registered elsewhere
    person_id      text not null,           -- about whom
    query_id       text not null,           -- department_query.id that says so
    said_on        text not null,           -- date of death or of the move
    outcome        text not null default '',-- retired, succeeded, dismissed
    successor_id   text not null default '',-- person.id who goes on
    reason         text not null default '',
    by_name        text not null default '',
    concluded_on   text                     -- date
);
create unique index waitlist_concern_one on waitlist_concern (entry_id, kind, person_id, said_on);

-- owner: entry::application
-- What was handed in each time, so that submissions can be compared.
create table submission (
    application_id text   not null,         -- application.id
    seq            bigint not null,         -- 1 first, then after each correction
    at             text   not null,         -- instant
    by_name        text   not null,         -- who handed it in
    sealed         text   not null,         -- field names and values, sealed under the applicant's key
    digest         text   not null,         -- SM3 of the values
    primary key (application_id, seq)
);

-- owner: entry::application
-- A case held by an officer: its clock stands still until it goes on.
create table application_hold (
    id             text   primary key,      -- ULID
    application_id text   not null,         -- application.id
    reason         text   not null,
    by_name        text   not null,
    held_on        text   not null,         -- date
    until_on       text   not null,         -- date by which somebody looks again
    days_left      bigint,                  -- working days that were left of the term; null without a term
    resumed_on     text                     -- date
);
create index application_hold_application on application_hold (application_id, id);

-- owner: entry::case
-- Working notes of the staff on a case.
create table case_note (
    id             text primary key,        -- ULID
    application_id text not null,           -- application.id
    by_id          text not null,
    by_name        text not null,
    at             text not null,           -- instant
    sealed         text not null            -- words, sealed under the applicant's key
);
create index case_note_application on case_note (application_id, id);

-- owner: kernel::flow
-- Who is away, and who stands in: the inbox of the one shows the work of the other.
create table absence (
    id            text primary key,         -- ULID
    staff_id      text not null,            -- who is away
    substitute_id text not null,            -- who stands in
    from_on       text not null,            -- first date away
    to_on         text not null,            -- last date away
    reason        text not null,
    recorded_by   text not null,            -- staff.id
    at            text not null,            -- instant
    ended_at      text                      -- instant it was ended early
);
create index absence_substitute on absence (substitute_id, to_on);
create index absence_staff on absence (staff_id, to_on);

-- owner: entry::decision
alter table letter add column receipt text not null default '';   -- number of the paper receipt (送达回证)
alter table letter add column delivered_by text not null default ''; -- who handed it over or entered it

-- owner: entry::decision
alter table decision add column sample_reason text not null default ''; -- what a chief found wrong
alter table decision add column sample_rule text not null default ''; -- which clause went wrong, as printed

-- owner: entry::application
alter table application add column sealed_under text; -- person.id whose key seals the case; null: the applicant. Set when somebody else goes on with it
