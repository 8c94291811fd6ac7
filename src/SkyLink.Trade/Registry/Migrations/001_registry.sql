-- Who takes part in the network, under which keys, and how that came to be.

create table participants (
    subscriber_id       text        primary key check (length(subscriber_id) between 1 and 255),
    id                  uuid        not null unique,
    legal_name          text        not null check (length(legal_name) <= 200),
    country             text        not null check (country ~ '^[A-Z]{3}$'),
    status              text        not null check (status in ('INITIATED', 'UNDER_SUBSCRIPTION', 'SUBSCRIBED',
                                                               'SUSPENDED', 'EXPIRED', 'UNSUBSCRIBED', 'REJECTED')),
    reason              text,
    owner_organization  uuid,
    application         jsonb,
    version             integer     not null,
    created_at          timestamptz not null,
    updated_at          timestamptz not null
);
create index participants_by_owner on participants (owner_organization, id);
comment on column participants.owner_organization is 'whose partners may see it; null where it came by the protocol alone';

-- A role in one domain. Not accredited until a reviewer (or the automatic approval) has said so.
create table participations (
    id              uuid        primary key,
    subscriber_id   text        not null references participants,
    type            text        not null check (type in ('BAP', 'BPP', 'BG')),
    kind            text        not null check (kind in ('msn', 'isn', 'none')),
    domain          text        not null,
    cities          text[]      not null check (cardinality(cities) between 1 and 200),
    subscriber_url  text        not null,
    sellers         jsonb       not null default '[]',
    accredited_at   timestamptz,
    unique (subscriber_id, type, domain)
);
create index participations_by_domain on participations (domain, type, id) where accredited_at is not null;

create table keys (
    subscriber_id        text        not null references participants,
    key_id               text        not null,
    signing_public_key   text        not null,
    encr_public_key      text        not null,
    valid_from           timestamptz not null,
    valid_until          timestamptz not null,
    state                text        not null check (state in ('VALID', 'REVOKED', 'EXPIRED')),
    revoked_at           timestamptz check ((revoked_at is not null) = (state = 'REVOKED')),
    created_at           timestamptz not null,
    updated_at           timestamptz not null,
    primary key (subscriber_id, key_id),
    check (valid_from < valid_until)
);
create index keys_by_end on keys (valid_until) where state = 'VALID';
comment on column keys.encr_public_key is 'as given: 32 raw bytes or SubjectPublicKeyInfo, base64';

-- A request to be listed. Nothing in it counts before the challenge is passed; the worker takes due rows with a lease.
create table subscriptions (
    id              uuid        primary key,
    subscriber_id   text        not null references participants,
    request_id      text        not null,
    request_sha256  bytea       not null,
    requested       jsonb       not null,
    state           text        not null check (state in ('PENDING', 'PASSED', 'FAILED')),
    attempts        integer     not null default 0,
    next_at         timestamptz not null,
    leased_until    timestamptz not null default '-infinity',
    created_at      timestamptz not null,
    finished_at     timestamptz,
    unique (subscriber_id, request_id)
);
create index subscriptions_due on subscriptions (next_at) where state = 'PENDING';
create index subscriptions_by_participant on subscriptions (subscriber_id, id);

create table checks (
    id               bigint      generated always as identity primary key,
    subscription_id  uuid        not null references subscriptions,
    attempt          integer     not null,
    name             text        not null,
    ok               boolean     not null,
    detail           text        not null,
    at               timestamptz not null
);
create index checks_by_subscription on checks (subscription_id, id);

create table history (
    id             bigint      generated always as identity primary key,
    subscriber_id  text        not null references participants,
    at             timestamptz not null,
    what           text        not null,
    actor          text        not null,
    reason         text
);
create index history_by_participant on history (subscriber_id, id);

-- The registry's own keys, sealed under the master key.
create table own_keys (
    purpose     text        primary key check (purpose in ('signing', 'encryption')),
    key_id      text        not null,
    sealed      bytea       not null,
    created_at  timestamptz not null
);
