-- owner: oversight
-- Files for auditors, samples, lists of the civil affairs compared; calls counted; organisations.

-- owner: oversight::archive
-- 一户一档: bundles made; the file itself is sealed under the key of the household's main applicant.
create table archive_bundle (
    id           text   primary key,        -- ULID; the id of the job that makes it
    household_id text   not null,           -- household.id
    person_id    text   not null,           -- person.id under whose key it is sealed
    region       text   not null,
    complete     bigint not null,           -- 1: with full details; 0: masked
    reason       text   not null,           -- why it was asked for
    asked_by     text   not null,           -- staff.id
    asked_at     text   not null,           -- business instant
    made_at      text,                      -- real instant
    digest       text   not null default '',-- SM3 of the file
    size         bigint not null default 0, -- bytes of the file
    sealed       text                       -- the file, base64, sealed
);
create index archive_bundle_region on archive_bundle (region, id);

-- owner: oversight::archive
-- 审计抽样: drawn by a seed on record, so that anybody can draw it again.
create table audit_sample (
    id         text   primary key,          -- ULID
    region     text   not null,
    seed       text   not null,
    since_on   text   not null,             -- first date of decisions
    until_on   text   not null,             -- last date of decisions
    wanted     bigint not null,
    population bigint not null,             -- decisions it was drawn from
    drawn_by   text   not null,             -- staff.id
    drawn_at   text   not null              -- business instant
);
create index audit_sample_region on audit_sample (region, id);

-- owner: oversight::archive
create table audit_sample_row (
    sample_id   text   not null,            -- audit_sample.id
    seq         bigint not null,            -- order in which it was drawn
    decision_id text   not null,            -- decision.id
    result      text   not null default '', -- right, wrong
    note        text   not null default '', -- what is wrong, in words
    judged_by   text   not null default '',
    judged_at   text,                       -- business instant
    primary key (sample_id, seq)
);

-- owner: oversight::civil
-- 民政名单: what civil affairs names as must-cover, to be compared with who is covered.
create table civil_list (
    id        text   primary key,           -- ULID
    region    text   not null,
    as_of     text   not null,              -- date the list speaks for
    source    text   not null,              -- number or name of the list
    households bigint not null,
    taken_by  text   not null,              -- staff.id
    taken_at  text   not null               -- business instant
);
create index civil_list_region on civil_list (region, id);

-- owner: oversight::civil
-- A household is named by its head; the number is a blind index, nothing else is kept.
create table civil_row (
    list_id      text   not null,           -- civil_list.id
    seq          bigint not null,           -- line of the list
    kind         text   not null,           -- 特困, 低保, 支出型 …
    number_index text   not null,           -- blind index of the ID number
    name_mask    text   not null,
    number_mask  text   not null,
    owner_id     text   not null default '',-- staff.id responsible
    next_step    text   not null default '',-- what is to be done, in words
    due_on       text,                      -- date by which
    primary key (list_id, seq)
);
create index civil_row_number on civil_row (number_index);

-- owner: kernel::job
alter table job add column started_at text;  -- real instant a worker took it up
alter table job add column progress_at text; -- real instant of the last report

-- owner: people::organisation
-- 单位: departments, housing authorities and development zones that act as authorities.
create table organisation (
    id         text primary key,            -- ULID
    code       text not null,               -- unified social credit code
    name       text not null,
    kind       text not null,               -- authority, department, street, operator
    region     text not null,               -- region it acts for
    made_by    text not null,               -- staff.id
    made_on    text not null,               -- date
    ended_on   text                         -- date it ceased
);
create unique index organisation_code on organisation (code) where ended_on is null;
create index organisation_region on organisation (region, id);

-- owner: entry::evidence
-- Calls to departments by day: how many, how they ended, how long they took, in steps of time.
create table department_call (
    department text   not null,
    day        text   not null,             -- date in Asia/Shanghai, real time
    outcome    text   not null,             -- word of the outcome
    step       bigint not null,             -- milliseconds: the call took no longer than this
    calls      bigint not null,
    primary key (department, day, outcome, step)
);

-- owner: entry::evidence
create table department_circuit (
    department text primary key,
    paused_at  text,                        -- real instant the worker found the circuit open; null: closed
    until      text                         -- real instant of the next try
);

-- owner: entry::complaint
-- 意见投诉 about the procedure: who and what is sealed under a key of its own.
create table complaint (
    id             text primary key,        -- ULID; also the case id of its process
    number         text not null unique,
    region         text not null,
    topic          text not null,           -- delay, attitude, unfair, privacy, system, other
    application_id text,                    -- application.id it is about, if one is named
    person_id      text,                    -- person.id when signed in
    code_hash      text not null,           -- SM3 of number and code: who knows both may look
    key_wrapped    text not null,
    sealed         text not null,           -- name, phone, words
    asked_on       text not null,           -- date
    answer         text not null default '',
    answered_on    text
);
create index complaint_region on complaint (region, id);
create index complaint_person on complaint (person_id, id);
