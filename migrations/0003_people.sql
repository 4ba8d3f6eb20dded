-- owner: people
-- Persons, their keys, households, consents, benefits, messages.

-- owner: people::person
create table person (
    id          text primary key,           -- ULID
    sealed      text not null,              -- name, number, phone, card, address, sealed
    name_mask   text not null,              -- 张*三
    number_mask text not null,              -- 3607**********1234
    phone_mask  text not null,              -- 138****5678
    phone_index text,                       -- blind index of the phone
    sex         text not null,              -- male, female, empty if the document does not say
    birth       text not null,              -- ISO date, empty if the document does not say
    created_at  text not null               -- instant
);
create index person_phone on person (phone_index);

-- owner: people::person
-- The person's data key. Kept apart from backups; destroying it erases the person.
create table person_key (
    person_id text primary key,             -- person.id
    wrapped   text not null                 -- data key wrapped by the key-encryption key
);

-- owner: people::person
-- Every number a person ever had: one person, province-wide, whatever the number (T08).
create table person_number (
    number_index text primary key,          -- blind index of the ID number
    person_id    text not null,             -- person.id
    since        text not null              -- instant
);
create index person_number_person on person_number (person_id);

-- owner: people::household
create table household (
    id         text primary key,            -- ULID
    region     text not null,               -- region code where it applies
    head_id    text not null,               -- person.id of the main applicant
    created_at text not null                -- instant
);
create index household_head on household (head_id);

-- owner: people::household
-- Effective-dated: a row is closed, never deleted.
create table household_member (
    id           text primary key,          -- ULID
    household_id text not null,             -- household.id
    person_id    text not null,             -- person.id
    relation     text not null,             -- self, spouse, child, parent, other
    from_on      text not null,             -- date
    to_on        text,                      -- date it ended
    source       text not null              -- who says so: applicant, a department, a clerk
);
create unique index household_member_open on household_member (household_id, person_id) where to_on is null;
create index household_member_person on household_member (person_id);

-- owner: people::consent
create table consent_text (
    id      text   primary key,             -- kind.version
    kind    text   not null,                -- promise (承诺书), authorisation (授权书)
    version bigint not null,
    title   text   not null,
    body    text   not null,
    digest  text   not null,                -- SM3 of the body
    from_on text   not null                 -- date it came into use
);

-- owner: people::consent
create table consent (
    id           text primary key,          -- ULID
    person_id    text not null,             -- who signed, or for whom a guardian signed
    signed_by    text not null,             -- person.id of the signer
    case_id      text not null,             -- application.id
    text_id      text not null,             -- consent_text.id
    digest       text not null,             -- digest of the text that was shown
    scope        text not null,             -- what for
    channel      text not null,             -- own_phone, window
    recorded_by  text not null,             -- actor id
    signed_at    text not null,             -- instant
    expires_on   text,                      -- date; null: while the guarantee lasts
    withdrawn_at text,                      -- instant
    outcome      text not null default '',  -- of a promise: confirmed, refuted, expired
    outcome_at   text,                      -- instant
    outcome_why  text not null default ''
);
create index consent_case on consent (case_id, person_id);
create unique index consent_one on consent (case_id, person_id, text_id) where withdrawn_at is null;

-- owner: people::benefit
-- The one register of who receives what from when to when, province-wide.
create table benefit (
    id           text primary key,          -- ULID
    person_id    text not null,             -- person.id
    household_id text not null,             -- household.id
    kind         text not null,             -- home, subsidy
    programme    text not null,             -- public_rental …
    region       text not null,             -- region code
    from_on      text not null,             -- date
    to_on        text,                      -- date it ended
    source       text not null              -- what opened it
);
create unique index benefit_one_live on benefit (person_id) where to_on is null;

-- owner: people::message
create table message (
    region    text not null,                -- region code
    month     text not null,                -- yyyy-mm
    id        text not null,                -- ULID
    person_id text not null,                -- person.id
    kind      text not null,                -- accepted, correction, decided, notice, waiting …
    title     text not null,
    body      text not null,                -- no full name, number or amount
    href      text not null,                -- page it is about
    at        text not null,                -- instant
    read_at   text,                         -- instant
    sms       text not null default '',     -- '', queued, sent, delivered, failed
    primary key (region, month, id)
);
create index message_person on message (person_id, id);
