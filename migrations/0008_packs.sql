-- owner: law
-- Rules as their authorities change and confirm them: drafts, versions in force, and what was before.

-- owner: law::pack
-- One proposed or confirmed version of a pack, or one figure of statistics. Its process is flow `pack`.
create table pack_revision (
    id          text primary key,           -- ULID
    kind        text not null,              -- pack, statistic
    pack_id     text not null,              -- the pack it becomes; area/statistic/year/day of a figure
    base_pack   text not null,              -- the pack it was made from; the same but for a new pack
    base_hash   text not null,              -- version it was made from; empty for a figure
    region      text not null,              -- region of the authority: who may see, change and confirm it
    title       text not null,
    body        text not null,              -- the whole document, JSON
    hash        text not null,              -- SM3 of the body
    expected    text not null default '[]', -- examples whose outcome is meant to change, with the reason, JSON
    impact      text not null default '',   -- what would change for live cases, JSON; empty: not computed
    impact_of   text not null default '',   -- hash of the body that was computed
    impact_job  text not null default '',   -- job.id
    why         text not null,              -- why it was drafted
    author_id   text not null,              -- staff.id
    author_name text not null,
    made_at     text not null,              -- instant
    in_force_at text,                       -- instant from which it decides newly accepted cases
    replaced_at text,                       -- instant at which a later version took its place
    ended_at    text                        -- instant at which it was withdrawn or declined
);
-- Two drafts of one pack would undo each other; two versions in force would decide by chance.
create unique index pack_revision_open on pack_revision (pack_id) where in_force_at is null and ended_at is null;
create unique index pack_revision_in_force on pack_revision (pack_id) where in_force_at is not null and replaced_at is null;
create index pack_revision_region on pack_revision (region, id);

-- owner: law::pack
-- Names the set of all versions in force: processes read it before they use what they remember.
create table law_stamp (
    id         text primary key,            -- always law
    digest     text not null,               -- SM3 over every version in force
    changed_at text not null                -- instant
);
