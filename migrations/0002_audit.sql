-- owner: kernel::audit
-- 审计: every state change, sign-in, refusal, unmasking, export and sensitive read; rows are added and never touched.

create table audit_entry (
    region text not null, -- region code the act belongs to; one chain per region
    month text not null, -- YYYY-MM of at, UTC; partition key
    id text not null, -- ULID
    at text not null, -- real time, UTC, milliseconds
    actor_kind text not null, -- stranger, citizen, staff, system
    actor_id text not null, -- person.id, staff.id or part of the program; empty for a stranger
    actor_role text not null, -- role acted in; empty if none
    on_behalf text, -- person.id of the citizen a helper or clerk acts for
    ip text not null, -- address of the caller; empty for a job
    request_id text not null, -- ULID of the request; empty for a job
    act text not null, -- what was done, noun.verb
    object_kind text not null, -- what it was done to; empty if nothing
    object_id text not null, -- id of that row
    result text not null check (result in ('done', 'denied', 'failed')), -- how it ended
    reason text not null, -- why, as given by the actor or the refusal's code
    detail text not null, -- JSON: ids, codes, counts and salted digests, never personal values
    primary key (region, month, id)
)
-- only: postgres
partition by list (month)
-- all
;

-- only: postgres
create table audit_entry_other partition of audit_entry default;
-- all

create index audit_entry_object on audit_entry (object_kind, object_id, at);
create index audit_entry_actor on audit_entry (actor_id, at);
create index audit_entry_at on audit_entry (at);

-- Entries not yet in a chain; filled in the entry's own transaction, emptied by the sealer.
create table audit_unsealed (
    region text not null, -- audit_entry.region
    month text not null, -- audit_entry.month
    id text not null, -- audit_entry.id
    at text not null, -- audit_entry.at, to tell the age of the tail
    primary key (region, month, id)
);

-- The chains: one link per entry, in the order in which commits became visible.
create table audit_seal (
    region text not null, -- which chain
    seq bigint not null, -- place in the chain, from 1 without a gap
    month text not null, -- audit_entry.month
    entry_id text not null, -- audit_entry.id
    hash text not null, -- SM3 of the link before and the entry, hexadecimal
    primary key (region, seq),
    unique (region, month, entry_id)
);

-- The end of each chain, so that sealing needs no search; verification does not trust it.
create table audit_head (
    region text primary key, -- which chain
    seq bigint not null, -- last place
    hash text not null, -- last hash
    anchored bigint not null, -- last place under an anchor
    waiting_since text -- when the first link after the last anchor was made; null if none
);

-- Signed statements of where the chains stood; the same lines are appended to a file outside the database.
create table audit_anchor (
    number bigint primary key, -- from 1 without a gap
    at text not null, -- when it was signed, real time, UTC
    line text not null -- the whole anchor as one line of text, signature last
);

-- Entries, links and anchors are only ever added: a backstop against mistakes, while the chains are the proof.
-- only: sqlite
create trigger audit_entry_update before update on audit_entry begin select raise(abort, 'audit_entry is append-only'); end;
create trigger audit_entry_delete before delete on audit_entry begin select raise(abort, 'audit_entry is append-only'); end;
create trigger audit_seal_update before update on audit_seal begin select raise(abort, 'audit_seal is append-only'); end;
create trigger audit_seal_delete before delete on audit_seal begin select raise(abort, 'audit_seal is append-only'); end;
create trigger audit_anchor_update before update on audit_anchor begin select raise(abort, 'audit_anchor is append-only'); end;
create trigger audit_anchor_delete before delete on audit_anchor begin select raise(abort, 'audit_anchor is append-only'); end;
-- only: postgres
create function audit_append_only() returns trigger language plpgsql as
$$ begin raise exception '% is append-only', tg_table_name; end $$;
create trigger audit_entry_rows before update or delete on audit_entry for each row execute function audit_append_only();
create trigger audit_entry_all before truncate on audit_entry for each statement execute function audit_append_only();
create trigger audit_seal_rows before update or delete on audit_seal for each row execute function audit_append_only();
create trigger audit_seal_all before truncate on audit_seal for each statement execute function audit_append_only();
create trigger audit_anchor_rows before update or delete on audit_anchor for each row execute function audit_append_only();
create trigger audit_anchor_all before truncate on audit_anchor for each statement execute function audit_append_only();
-- all
