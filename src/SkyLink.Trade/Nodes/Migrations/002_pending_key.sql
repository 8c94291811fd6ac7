-- A key that is being brought to the registry: nothing is signed with it until the registry lists it.
alter table node_keys add column is_pending boolean not null default false;
