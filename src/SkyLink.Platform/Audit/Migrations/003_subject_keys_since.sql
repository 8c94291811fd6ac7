-- The first entry that a key seals for: what is older was sealed with one that was forgotten.
alter table subject_keys add column since bigint not null default 0;
