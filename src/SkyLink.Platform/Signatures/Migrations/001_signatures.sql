-- What an owner signs for. A purpose has a classic key, one of ML-DSA, or both.
create table purposes (
    id          uuid         primary key,
    owner       text         not null check (owner = 'platform' or owner ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'),
    name        text         not null check (name ~ '^[a-z0-9_.-]{1,60}$'),
    created_at  timestamptz  not null,
    unique (owner, name)
);

-- The succession of a purpose's keys of one algorithm.
create table successions (
    id              bigint  generated always as identity primary key,
    purpose_id      uuid    not null references purposes,
    algorithm       text    not null check (algorithm in ('ES256', 'EdDSA', 'ML-DSA-44', 'ML-DSA-65')),
    is_post_quantum boolean generated always as (algorithm like 'ML-DSA-%') stored,
    unique (purpose_id, is_post_quantum)
);

-- One key signs at a time: the constraint says so, whoever rotates. The secret is there as long as it may sign.
create table keys (
    id              text         primary key check (length(id) = 43),
    succession_id   bigint       not null references successions,
    version         integer      not null check (version > 0),
    public_jwk      text         not null,
    sealed          bytea,
    published_at    timestamptz  not null,
    signs_from      timestamptz  not null,
    signs_until     timestamptz  not null,
    verifies_until  timestamptz  not null,
    revoked_at      timestamptz,
    reason          text         check (length(reason) <= 200),
    unique (succession_id, version),
    check (published_at <= signs_from and signs_from <= signs_until and signs_until <= verifies_until),
    check (revoked_at is null = (reason is null)),
    check (revoked_at is null or sealed is null),
    exclude using gist (
        int8range(succession_id, succession_id, '[]') with &&, tstzrange(signs_from, signs_until) with &&)
        where (revoked_at is null)
);
create index keys_with_secrets on keys (id) where sealed is not null;
comment on column keys.id is 'RFC 7638 thumbprint of the public key';
comment on column keys.sealed is 'the private JWK in an envelope, bound to the id';

-- Programs of organizations that sign requests. Requests of one are taken in the order of their sequence.
create table clients (
    id             uuid         primary key,
    owner          uuid         not null,
    name           text         not null check (length(name) between 1 and 100),
    last_sequence  bigint       not null default 0 check (last_sequence >= 0),
    created_at     timestamptz  not null,
    unique (owner, name)
) with (fillfactor = 80);

-- Public keys only, two of them together. A substitute waits until the current ones are revoked.
create table client_keys (
    id                uuid         primary key,
    client_id         uuid         not null references clients,
    state             text         not null check (state in ('Current', 'Substitute', 'Revoked')),
    classic_id        text         not null check (length(classic_id) = 43),
    classic_jwk       text         not null,
    post_quantum_id   text         not null check (length(post_quantum_id) = 43),
    post_quantum_jwk  text         not null,
    registered_at     timestamptz  not null,
    revoked_at        timestamptz,
    unique (client_id, classic_id),
    unique (client_id, post_quantum_id),
    check (revoked_at is null = (state <> 'Revoked'))
);
create unique index client_keys_one_current on client_keys (client_id) where state = 'Current';
create unique index client_keys_one_substitute on client_keys (client_id) where state = 'Substitute';

-- What was taken, until no request of its time can come any more.
create table nonces (
    client_id   uuid         not null,
    nonce       bytea        not null check (length(nonce) = 16),
    expires_at  timestamptz  not null,
    primary key (client_id, nonce)
);
create index nonces_by_expiry on nonces (expires_at);
