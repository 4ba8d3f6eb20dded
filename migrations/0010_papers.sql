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
