-- The stores that were looked at as a whole. What such a one holds, and is not known, was put past the API.
create table stores (
    id        text         primary key check (length(id) between 1 and 600),
    known_at  timestamptz  not null
);

-- What was noted last of each secret. Changed by the API with the secret, under the lock of its name.
create table known_secrets (
    store    text  not null,
    name     text  not null check (length(name) between 1 and 100),
    version  text  not null,
    mark     text,
    primary key (store, name)
);
comment on column known_secrets.mark is 'as the store tells it; null until it is looked at after a change over the API';
