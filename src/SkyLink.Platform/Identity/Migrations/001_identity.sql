create table organizations (
    id            uuid        primary key,
    name          text        not null check (length(name) between 1 and 100),
    runs_network  boolean     not null,
    created_at    timestamptz not null
);
create unique index organizations_by_name on organizations (lower(name));
comment on column organizations.runs_network is 'its members may hold the roles that reach across organizations';
create unique index organizations_one_network on organizations (runs_network) where runs_network;

create table users (
    id               uuid        primary key,
    email            text        not null unique check (email = lower(email) and length(email) between 3 and 254),
    name             text        not null check (length(name) between 1 and 100),
    password_hash    text        not null check (password_hash like '$argon2id$%'),
    state            text        not null check (state in ('Active', 'Disabled')),
    organization_id  uuid        not null references organizations,
    last_sign_in_at  timestamptz,
    created_at       timestamptz not null,
    version          integer     not null check (version > 0)
);
comment on column users.organization_id is 'where they are at home: signed in there unless they ask for another';

create table memberships (
    user_id          uuid        not null references users,
    organization_id  uuid        not null references organizations,
    roles            text[]      not null check (cardinality(roles) > 0
        and roles <@ array['Buyer', 'Seller', 'Partner', 'Analyst', 'Operator', 'Admin']),
    primary key (user_id, organization_id)
);
create index memberships_by_organization on memberships (organization_id, user_id);
alter table users add foreign key (id, organization_id) references memberships (user_id, organization_id)
    deferrable initially deferred;

-- Where somebody is signed in. A browser keeps one token; an app a family of refresh tokens, of which only the
-- newest generation is good. Tokens themselves are nowhere: only their SHA-256.
create table sessions (
    id                uuid        primary key,
    kind              text        not null check (kind in ('Browser', 'App')),
    user_id           uuid        not null,
    organization_id   uuid        not null,
    token_sha256      bytea       not null unique check (length(token_sha256) = 32),
    generation        integer     not null default 1 check (generation > 0),
    previous_sha256   bytea       check (length(previous_sha256) = 32),
    successor         bytea,
    rotated_at        timestamptz,
    agent             text        check (length(agent) <= 200),
    address           text        check (length(address) <= 45),
    created_at        timestamptz not null,
    last_seen_at      timestamptz not null,
    expires_at        timestamptz not null,
    ended_at          timestamptz,
    end_reason        text,
    foreign key (user_id, organization_id) references memberships,
    check (ended_at is null = (end_reason is null)),
    check (kind = 'App' or generation = 1)
) with (fillfactor = 80);
comment on column sessions.successor is 'the newest refresh token, sealed under its predecessor: for a repeated call';
create index sessions_by_user on sessions (user_id, id) where ended_at is null;
create index sessions_by_expiry on sessions (expires_at);

create table api_keys (
    id               uuid        primary key,
    prefix           text        not null unique check (prefix ~ '^[a-z0-9]{12}$'),
    secret_sha256    bytea       not null check (length(secret_sha256) = 32),
    name             text        not null check (length(name) between 1 and 100),
    user_id          uuid        not null,
    organization_id  uuid        not null,
    scopes           text[]      not null check (cardinality(scopes) between 1 and 200),
    created_at       timestamptz not null,
    expires_at       timestamptz not null check (expires_at > created_at),
    last_used_at     timestamptz,
    revoked_at       timestamptz,
    foreign key (user_id, organization_id) references memberships
);
create index api_keys_by_user on api_keys (user_id, id);
create index api_keys_by_organization on api_keys (organization_id, id);

-- Keys that sign access tokens. Published before they sign, and after, as long as a token of theirs may live.
create table signing_keys (
    kid              text        primary key,
    sealed           bytea       not null,
    published_at     timestamptz not null,
    signs_from       timestamptz not null,
    signs_until      timestamptz not null check (signs_until > signs_from),
    published_until  timestamptz not null check (published_until >= signs_until)
);
comment on column signing_keys.sealed is 'the private key, sealed under a key derived from the master key';

-- Tries to sign in that failed, per account (hash of its address, known or not) and per client address.
create table throttles (
    subject        text        primary key,
    failures       integer     not null check (failures >= 0),
    last_at        timestamptz not null,
    blocked_until  timestamptz not null
) with (fillfactor = 50);
create index throttles_by_age on throttles (last_at);

-- A user as a member of one organization: what everything else is asked about.
create view members as
select u.id as user_id, u.email, u.name as user_name, u.state, u.last_sign_in_at, u.created_at as user_created_at,
       u.version, u.password_hash, u.organization_id = o.id as is_home,
       m.organization_id, o.name as organization_name, o.runs_network, m.roles
  from memberships m
  join users u on u.id = m.user_id
  join organizations o on o.id = m.organization_id;
