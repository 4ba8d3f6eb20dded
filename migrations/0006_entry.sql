-- owner: entry
-- From an application to a place in the queue.

-- owner: entry::evidence
-- Every question to a department and its answer: what, why, on whose consent, when, as of when.
create table department_query (
    id              text   primary key,     -- ULID; travels as the query number
    case_id         text   not null,        -- application.id
    region          text   not null,        -- region of the case
    person_id       text   not null,        -- about whom
    department      text   not null,        -- department code
    purpose         text   not null,        -- purpose code
    consent_id      text   not null,        -- consent.id it rests on
    asked_by        text   not null,        -- actor id
    asked_at        text   not null,        -- business instant
    deadline_on     text   not null,        -- statutory date of the answer
    state           text   not null,        -- waiting, answered, silent, replaced
    tries           bigint not null,
    outcome         text   not null,        -- word of the last try
    why             text   not null,        -- sentence of the last try
    answered_at     text,                   -- business instant
    as_of           text,                   -- date the answer speaks for
    request_digest  text   not null,
    response_digest text,
    sealed          text                    -- answer, sealed under the person's key
);
create index department_query_case on department_query (case_id, department, person_id, id);
create index department_query_open on department_query (state, deadline_on) where state = 'waiting';
create index department_query_person on department_query (person_id, id);

-- owner: entry::application
create table application (
    id            text   primary key,       -- ULID
    number        text,                     -- 申请编号, given when submitted
    household_id  text   not null,          -- household.id
    applicant_id  text   not null,          -- person.id
    region        text   not null,          -- region code applied to
    programme     text   not null,          -- home, subsidy, either
    channel       text   not null,          -- self, helper, window
    taken_by      text   not null,          -- actor id that started it
    started_at    text   not null,          -- instant
    submitted_at  text,                     -- instant of the first submission: the priority date, never moved
    accepted_on   text,                     -- date of acceptance; fixes the pack (T34)
    pack_id       text,                     -- pack in force on acceptance
    pack_digest   text,                     -- its version
    sealed        text   not null,          -- what the applicant declared, sealed under the applicant's key
    confirmed     text   not null default '[]', -- findings confirmed or disputed, JSON of codes
    asked_over    bigint not null default 0 -- corrections asked so far: at most one
);
create unique index application_number on application (number);
create index application_applicant on application (applicant_id, id);
create index application_household on application (household_id);
create index application_region on application (region, id);

-- owner: entry::application
create table correction (
    id             text primary key,
    application_id text not null,           -- application.id
    defects        text not null,           -- JSON list: all defects at once
    asked_by       text not null,
    asked_on       text not null,           -- date
    due_on         text not null,           -- date
    answered_on    text                     -- date
);
create index correction_application on correction (application_id);

-- owner: entry::check
create table lane (
    id             text primary key,        -- ULID; also the case id of its process
    application_id text not null,           -- application.id
    region         text not null,
    department     text not null,           -- department code
    question       text not null,           -- the one question
    result         text not null,           -- '', agree, disagree, unable
    by_kind        text not null default '',-- system or staff
    by_id          text not null default '',
    by_name        text not null default '',
    reason         text not null default '',
    compared       text not null default '[]', -- what the automatic comparison found, JSON of sentences
    opened_on      text not null,           -- date
    due_on         text not null,           -- date
    done_at        text                     -- instant
);
create unique index lane_one on lane (application_id, department);
create index lane_department on lane (department, region, id);

-- owner: entry::visit
create table visit (
    id             text primary key,        -- ULID; also the case id of its process
    application_id text not null,
    region         text not null,
    opinion        text not null default '',-- '', live_here, not_live_here, unclear
    found          text not null default '',-- what was seen, in words
    persons_seen   bigint not null default 0,
    visited_on     text,                    -- date
    visited_by     text not null default '',
    opened_on      text not null,
    due_on         text
);
create unique index visit_one on visit (application_id);

-- owner: entry::decision
create table decision (
    id             text   primary key,      -- ULID
    application_id text   not null,
    region         text   not null,
    outcome        text   not null,         -- eligible, not_eligible, needs_person (a screening)
    final          bigint not null,         -- 1: binding; 0: a screening that went to a person
    by_kind        text   not null,         -- system or staff
    proposed_by    text   not null default '',
    signed_by      text   not null default '',
    signed_name    text   not null default '',
    decided_at     text   not null,         -- instant
    decided_on     text   not null,         -- date that chose nothing: the pack was fixed at acceptance
    pack_id        text   not null,
    pack_digest    text   not null,         -- pack_version.digest
    facts          text   not null,         -- facts, sealed under the applicant's key
    facts_digest   text   not null,         -- SM3 of the facts as decided
    findings       text   not null,         -- result with all findings, sealed under the applicant's key
    result_digest  text   not null,         -- SM3 of the result
    reason         text   not null default '', -- a person's own words
    sampled_at     text,                    -- instant a chief sampled it
    sampled_by     text,
    sample_result  text   not null default '' -- right, wrong
);
create index decision_application on decision (application_id, id);
create index decision_region on decision (region, decided_on, id);

-- owner: entry::decision
create table letter (
    id             text primary key,        -- ULID
    number         text not null unique,    -- 文号
    kind           text not null,           -- refusal, approval, correction, receipt, reconsideration
    application_id text not null,
    decision_id    text,
    issued_on      text not null,           -- date
    body           text not null,           -- generated from the record, sealed under the applicant's key
    digest         text not null,           -- SM3 of the body
    delivery       text not null default '',-- site, sms, post, window, public
    delivered_on   text,                    -- date
    proof          text not null default '' -- receipt, tracking number
);
create index letter_application on letter (application_id, id);

-- owner: entry::decision
create table reconsideration (
    id             text primary key,        -- ULID; also the case id of its process
    application_id text not null,
    decision_id    text not null,
    region         text not null,
    grounds        text not null,           -- sealed under the applicant's key
    asked_on       text not null,
    due_on         text not null,           -- 15 working days
    outcome        text not null default '',-- upheld, overturned
    answer         text not null default '',
    answered_on    text
);
create index reconsideration_application on reconsideration (application_id);

-- owner: entry::notice
create table notice (
    id        text   primary key,           -- ULID; also the case id of its process
    number    text   not null unique,
    region    text   not null,
    title     text   not null,
    days      bigint not null,              -- working days it must run
    clause    text   not null,
    demo      bigint not null,              -- made under a demonstration pack
    from_on   text,                         -- date released
    until_on  text,                         -- last day
    ended_on  text                          -- date taken down
);
create index notice_region on notice (region, id);

-- owner: entry::notice
-- Built by allow-list: what stands here is all that is ever published.
create table notice_row (
    notice_id      text   not null,
    seq            bigint not null,
    application_id text   not null,
    number         text   not null,         -- 申请编号
    name_mask      text   not null,
    number_mask    text   not null,
    members        bigint not null,
    category       text   not null,
    street         text   not null,         -- region name down to the street
    left_on        text,                    -- date taken out after an objection was upheld
    primary key (notice_id, seq)
);
create unique index notice_row_open on notice_row (application_id) where left_on is null;

-- owner: entry::notice
create table objection (
    id             text primary key,        -- ULID; also the case id of its process
    notice_id      text not null,
    application_id text not null,
    region         text not null,
    sealed         text not null,           -- who objects and why, sealed under the applicant's key
    asked_on       text not null,
    outcome        text not null default '',-- upheld, dismissed
    answer         text not null default '',
    answered_on    text
);
create index objection_application on objection (application_id);
create index objection_notice on objection (notice_id);

-- owner: entry::waitlist
create table waitlist_entry (
    id             text   primary key,      -- ULID; also the case id of its process
    number         text   not null unique,  -- 轮候编号
    application_id text   not null,
    household_id   text   not null,
    region         text   not null,         -- county or zone whose queue this is
    programme      text   not null,
    category       text   not null,
    tier           text   not null,
    must_cover     bigint not null,         -- 0 first: must be covered; 1: waits its turn
    class_order    bigint not null,         -- priority class, lower goes first
    class_name     text   not null,
    rank_key       text   not null,         -- the pack's ranker, text that sorts
    priority_on    text   not null,         -- the day of the application: never moves
    joined_on      text   not null,         -- date of registration
    limit_on       text,                    -- end of the waiting period
    owner_id       text   not null default '', -- must-cover: staff.id responsible
    owner_due_on   text,                    -- must-cover: date by which it is to be covered
    decision_id    text   not null,
    left_on        text,
    left_why       text   not null default ''
);
create unique index waitlist_one_open on waitlist_entry (household_id) where left_on is null;
create index waitlist_queue on waitlist_entry (region, must_cover, class_order, rank_key, id) where left_on is null;
