-- owner: conduct
-- Sanctions in force; packs as they were when they decided.

-- owner: conduct::credit
create table sanction (
    id          text primary key,           -- ULID
    person_id   text not null,              -- person.id
    level       text not null,              -- minor, serious, grave
    measure     text not null,              -- entry_ban, watch_list …
    basis       text not null,              -- clause of law or central policy; no measure without one
    document    text not null,              -- number of the effective legal document
    region      text not null,              -- region that imposed it
    from_on     text not null,              -- date it begins
    until_on    text not null,              -- date it ends; no measure without an end
    recorded_by text not null,              -- staff.id
    recorded_at text not null,              -- instant
    lifted_on   text,                       -- date lifted early (repair, appeal)
    lifted_why  text not null default ''
);
create index sanction_person on sanction (person_id, until_on);
create index sanction_region on sanction (region, id);

-- owner: law::pack
-- A pack as it was when somebody was decided under it; decisions replay from here.
create table pack_version (
    digest  text primary key,               -- digest of the text
    pack_id text not null,
    title   text not null,
    body    text not null,                  -- everything needed to decide again, JSON
    seen_at text not null                   -- instant it was first used here
);
