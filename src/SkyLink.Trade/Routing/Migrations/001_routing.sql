-- Who gets a search, as data: rules are tried from the lowest rank up; every one that applies has its say.
create table rules (
    id          uuid        primary key,
    rank        integer     not null,
    name        text        not null check (length(name) between 1 and 100),
    is_enabled  boolean     not null,
    conditions  jsonb       not null,
    effect      jsonb       not null,
    version     integer     not null check (version > 0),
    changed_at  timestamptz not null
);
create index rules_in_order on rules (rank, id);
