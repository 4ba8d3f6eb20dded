-- owner: people
-- Accounts of staff, their roles, sessions, sign-in by SMS code, authority to act for another.

-- owner: people::staff
create table staff (
    id              text   primary key,         -- ULID
    account         text   not null,            -- name typed at sign-in, lower case
    name            text   not null,            -- name of the civil servant; public
    organisation    text   not null,            -- where the person works, in words
    employer        text   not null,            -- authority, operator (bought-in service)
    region          text   not null,            -- region whose security administrators keep the account
    key_wrapped     text   not null,            -- data key of the account, wrapped
    password_hash   text,                       -- Argon2id in PHC form; null until the first use
    password_set_at text,                       -- instant the password was chosen
    must_change_at  text,                       -- instant since which a new password is asked for
    totp_sealed     text,                       -- secret of the one-time codes, sealed
    totp_step       bigint not null,            -- last step used; nothing at or before it is taken again
    start_hash      text,                       -- SM3 of the one-time code that lets the person set a password
    start_until     text,                       -- instant that code ends
    locked_at       text,                       -- instant of too many failures in a day; a security administrator unlocks
    disabled_at     text,                       -- instant the account was closed
    disabled_why    text   not null default '', -- reason in words
    last_sign_in_at text,                       -- instant
    opened_at       text   not null,            -- instant made, or opened again after closing
    created_at      text   not null,            -- instant
    created_by      text   not null             -- actor id
);
create unique index staff_account on staff (account);
create index staff_region on staff (region, account);

-- owner: people::staff
-- Passwords used before; the last five may not come again.
create table staff_password (
    staff_id text not null,                     -- staff.id
    set_at   text not null,                     -- instant
    hash     text not null,                     -- Argon2id in PHC form
    primary key (staff_id, set_at)
);

-- owner: people::staff
-- Effective-dated: closed, never deleted. In force from from_on until the day before to_on.
create table staff_role (
    id         text primary key,                -- ULID
    staff_id   text not null,                   -- staff.id
    role       text not null,                   -- name in the table of roles
    region     text not null,                   -- region code, reaching down
    from_on    text not null,                   -- first date in force
    to_on      text,                            -- first date no longer in force
    granted_by text not null,                   -- actor id
    closed_by  text                             -- actor id
);
create unique index staff_role_open on staff_role (staff_id, role, region) where to_on is null;
create index staff_role_staff on staff_role (staff_id);

-- owner: people::staff
-- Failed sign-ins of the last day; kept to count, then removed.
create table sign_in_failure (
    id       text primary key,                  -- ULID
    who      text not null,                     -- keyed digest of the account typed
    ip_block text not null,                     -- /24 or /64 of the caller
    at       text not null                      -- instant
);
create index sign_in_failure_who on sign_in_failure (who, at);
create index sign_in_failure_at on sign_in_failure (at);

-- owner: people::session
create table session (
    id              text primary key,           -- ULID; never the token
    token_hash      text not null,              -- SM3 of the token in the cookie or header
    kind            text not null,              -- guest (on the way to another sign-in), citizen, staff
    subject_id      text not null,              -- person.id or staff.id; empty for a guest
    name            text not null,              -- for display; a citizen's is masked
    how             text not null,              -- totp, ganfutong, sms, demo
    csrf            text not null,              -- token that forms send back
    on_behalf       text,                       -- person.id acted for (代办)
    on_behalf_name  text not null default '',   -- masked name of that person
    on_behalf_until text,                       -- last date of that authority
    pending         text not null default '',   -- sealed, what a guest must bring back; wiped when used
    created_at      text not null,              -- instant
    last_at         text not null,              -- instant of use, to the minute
    proved_at       text not null,              -- instant of the last fresh factor
    ends_at         text not null,              -- instant beyond which it never lasts
    ip              text not null,              -- address it was opened from
    agent           text not null,              -- what the browser called itself
    ended_at        text,                       -- instant
    ended_why       text not null default ''    -- signed_out, ended, idle, disabled, role, password
);
create unique index session_token on session (token_hash);
create index session_subject on session (kind, subject_id) where ended_at is null;

-- owner: people::sign_in
-- Who a provider's account is: (issuer, subject) names one person for ever.
create table citizen_account (
    issuer    text not null,                    -- such as ganfutong
    subject   text not null,                    -- the provider's lasting number
    person_id text not null,                    -- person.id
    since     text not null,                    -- instant
    primary key (issuer, subject)
);
create index citizen_account_person on citizen_account (person_id);

-- owner: people::sign_in
create table sms_code (
    id          text   primary key,             -- ULID
    ticket_hash text   not null,                -- SM3 of the ticket that binds the code to the browser that asked
    phone_index text   not null,                -- blind index of the phone
    ip          text   not null,                -- address that asked
    key_wrapped text   not null,                -- data key of this row, wrapped; emptied when done
    sealed      text   not null,                -- who asked: ID number, name, phone; emptied when done
    code_sealed text   not null,                -- the code for the sender; emptied when sent
    code_tag    text   not null,                -- keyed digest of the code, to compare
    at          text   not null,                -- instant asked
    until       text   not null,                -- instant it ends
    tries       bigint not null,                -- wrong tries
    silent_at   text,                           -- instant: nothing is sent, the details contradict the register
    done_at     text                            -- instant used or given up
);
create unique index sms_code_ticket on sms_code (ticket_hash);
create index sms_code_phone on sms_code (phone_index, at);
create index sms_code_ip on sms_code (ip, at);

-- owner: people::helping
-- Authority to act for another person (代办). Withdrawn, never deleted.
create table helper_grant (
    id           text primary key,              -- ULID
    principal_id text not null,                 -- person.id acted for
    helper_kind  text not null,                 -- citizen, staff
    helper_id    text not null,                 -- person.id or staff.id who acts
    scope        text not null,                 -- application: everything about applying
    from_on      text not null,                 -- first date
    until_on     text not null,                 -- last date
    how          text not null,                 -- own: given by the principal signed in; window: on paper at a window
    reason       text not null,                 -- why, in words
    text_hash    text not null,                 -- SM3 of the authorisation that was shown and signed
    recorded_by  text not null,                 -- actor id
    at           text not null,                 -- instant
    withdrawn_at text                           -- instant
);
create index helper_grant_helper on helper_grant (helper_kind, helper_id);
create index helper_grant_principal on helper_grant (principal_id);
