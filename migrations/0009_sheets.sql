-- owner: entry
-- Existing queues read from tables, and lists taken out of the program.

-- owner: entry::export
create table export_request (
    id         text   primary key,          -- ULID; also the case id of its process, and hidden in the file
    listing    text   not null,             -- name of the listing
    region     text   not null,             -- region and below
    filter     text   not null,             -- JSON, name to value
    purpose    text   not null,             -- what for
    full_view  bigint not null,             -- 1: persons in full
    full_why   text   not null,             -- why in full
    format     text   not null,             -- xlsx, csv
    asked_by   text   not null,             -- staff.id
    asked_name text   not null,             -- staff name
    asked_at   text   not null,             -- instant
    approved   bigint not null default 0,   -- 1: another person approved it
    lines      bigint not null default 0,   -- rows written, or counted when the limit was reached
    job_id     text   not null,             -- job.id
    file_id    text   not null default '',  -- file.id
    until_at   text   not null default ''   -- instant the file goes
);
create index export_request_asked on export_request (asked_by, id);
create index export_request_region on export_request (region, id);

-- owner: entry::import
create table import_batch (
    id         text   primary key,          -- ULID; also the case id of its process
    region     text   not null,             -- county or zone whose queue it is
    name       text   not null,             -- name of the file, for display
    digest     text   not null,             -- SM3 of the file
    file_id    text   not null,             -- file.id
    errors_id  text   not null default '',  -- file.id of the workbook with what is wrong
    wrapped    text   not null,             -- key of the rows, wrapped; empty once forgotten
    encoding   text   not null default '',  -- encoding of a text, in words
    head       text   not null default '[]',-- headings, JSON
    by_id      text   not null,             -- staff.id
    by_name    text   not null,             -- staff name
    at         text   not null,             -- instant
    job_id     text   not null,             -- job.id of the latest job
    fresh      bigint not null default 0,   -- rows that can be entered
    same       bigint not null default 0,   -- rows already there
    wrong      bigint not null default 0,   -- rows with something wrong
    entered    bigint not null default 0,   -- rows entered
    note       text   not null default ''   -- why it was not read, or what came of it
);
create index import_batch_region on import_batch (region, id);

-- owner: entry::import
create table import_row (
    batch_id text   not null,               -- import_batch.id
    line     bigint not null,               -- row of the file, from 1
    state    text   not null,               -- fresh, same, wrong, entered
    sealed   text   not null,               -- cells and record, sealed under the key of the batch
    faults   text   not null,               -- JSON: cell, heading, sentence; no personal values
    primary key (batch_id, line)
);
create index import_row_state on import_row (batch_id, state, line);

-- owner: entry::import
-- Everybody a file names, to find whoever is named twice.
create table import_person (
    batch_id     text   not null,           -- import_batch.id
    number_index text   not null,           -- blind index of the ID number
    line         bigint not null,           -- first row that names the person
    primary key (batch_id, number_index)
);

-- owner: entry::import
-- 历史数据 — what an old record says of an application; unverified, it decides nothing.
create table import_entry (
    application_id text   primary key,      -- application.id
    region         text   not null,         -- region of the batch
    row_key        text   not null,         -- blind index of the whole row: the same row is never entered twice
    batch_id       text   not null,         -- import_batch.id
    line           bigint not null,         -- row of the file
    old_number     text   not null,         -- number in the old queue
    sealed         text   not null          -- the row as read, sealed under the applicant's key
);
create unique index import_entry_once on import_entry (region, row_key);
