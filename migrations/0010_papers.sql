-- owner: kernel
-- Stored files.

-- owner: kernel::file
-- One row a stored file; the bytes lie sealed in the file folder under their digest.
create table file (
    id         text   primary key,           -- ULID
    region     text   not null,              -- region code
    owner_kind text   not null,              -- what it belongs to, such as paper
    owner_id   text   not null,              -- id of that thing
    name       text   not null,              -- name for display and download, without personal values
    mime       text   not null,              -- kind, by content
    size       bigint not null,              -- bytes before sealing
    digest     text   not null,              -- SM3 of the sealed bytes; where they lie
    sealed_for text   not null,              -- person.id under whose key it lies; empty: a key of its own
    wrapped    text   not null,              -- that own key, wrapped; empty when it is a person's
    at         text   not null,              -- instant stored
    by_actor   text   not null,              -- kind:id of who stored it
    expires_at text,                         -- instant after which it is removed by itself
    removed_at text                          -- instant it was removed
);
create unique index file_digest on file (digest);
create index file_owner on file (owner_kind, owner_id);
create index file_expires on file (expires_at) where expires_at is not null and removed_at is null;

-- owner: entry::paper
-- A paper that was asked for and for which something was handed in; the files are in `file`.
create table paper (
    id             text primary key,         -- ULID
    application_id text not null,            -- application.id
    region         text not null,            -- region code
    need           text not null,            -- what of the case asks for it, such as lane.minzheng.PERSON
    department     text not null,            -- department whose lane it concerns; empty: the case as a whole
    person_id      text not null,            -- under whose key its files lie
    at             text not null             -- instant of the first file
);
create unique index paper_need on paper (application_id, need);

-- owner: entry::change
-- A change that a household reports during the process or in the queue; its state is its process.
create table change_report (
    id             text   primary key,       -- ULID; also of its process
    application_id text   not null,          -- application.id
    region         text   not null,          -- region code
    person_id      text   not null,          -- about whom, person.id
    key_of         text   not null,          -- person.id under whose key the words lie
    kind           text   not null,          -- marriage, birth, death, income, home, address, other
    happened_on    text   not null,          -- date it happened
    sealed         text   not null,          -- what the household says, sealed
    reported_at    text   not null,          -- instant
    asked          bigint not null           -- departments asked anew
);
create index change_report_application on change_report (application_id);

-- owner: entry::rights
-- A request as of right: correct, erase, explain; its state is its process.
create table rights_request (
    id        text primary key,              -- ULID; also of its process
    person_id text not null,                 -- whose data, person.id
    region    text not null,                 -- region code
    kind      text not null,                 -- correct, erase, explain
    sealed    text not null,                 -- the person's words, sealed
    asked_at  text not null                  -- instant
);
create index rights_request_person on rights_request (person_id);
