-- What sellers offer, as far as the gateway has heard: from catalogues that they push, and from answers to searches.
create table catalogue_sellers (
    seller      text        not null,
    domain      text        not null,
    city        text        not null,
    snapshot    text,
    snapshot_at timestamptz,
    parts       integer     not null default 0 check (parts >= 0),
    parts_seen  integer[]   not null default '{}',
    changes     integer     not null default 0 check (changes >= 0),
    known_until timestamptz,
    version     integer     not null default 1,
    changed     xid8        not null default pg_current_xact_id(),
    primary key (seller, domain),
    check (known_until is null or snapshot is not null)
);
create index catalogue_sellers_changed on catalogue_sellers (changed);
comment on column catalogue_sellers.known_until is
    'Until then the seller need not be asked for what it did not list. Null: it must always be asked.';

create table catalogue_items (
    seller    text        not null,
    domain    text        not null,
    provider  text        not null check (length(provider) <= 255),
    item      text        not null check (length(item) <= 255),
    snapshot  text,
    name      text        not null,
    category  text,
    words     text        not null,
    price     numeric,
    currency  text,
    stock     bigint,
    latitude  double precision,
    longitude double precision,
    radius_km numeric,
    seen_at   timestamptz not null,
    primary key (seller, domain, provider, item),
    check ((latitude is null) = (longitude is null))
);
create index catalogue_items_seen on catalogue_items (seen_at);
comment on column catalogue_items.snapshot is 'The pushed catalogue it came with; null: heard in an answer to a search.';
comment on column catalogue_items.words is 'What it is found by; empty: too many to keep, so that any word may find it.';
