-- owner: demo
-- The demo's business clock.

-- owner: demo::clock
create table demo_clock (
    id       text   primary key,            -- always demo
    ahead_ms bigint not null                -- how far business time runs ahead of real time
);
