-- Names, addresses and browsers of people are sealed; accounts are found by the fingerprint of their address.
drop view members;

alter table users drop constraint users_email_check, drop constraint users_name_check, drop constraint users_email_key;
alter table users
    alter column email type bytea using convert_to(email, 'UTF8'),
    alter column name type bytea using convert_to(name, 'UTF8'),
    add column email_fingerprint bytea unique;
comment on column users.email_fingerprint is 'null only until the address is sealed, before the service begins';

alter table sessions drop constraint sessions_agent_check, drop constraint sessions_address_check;
alter table sessions
    alter column agent type bytea using convert_to(agent, 'UTF8'),
    alter column address type bytea using convert_to(address, 'UTF8');

create view members as
select u.id as user_id, u.email, u.email_fingerprint, u.name as user_name, u.state, u.last_sign_in_at,
       u.created_at as user_created_at, u.version, u.password_hash, u.organization_id = o.id as is_home,
       m.organization_id, o.name as organization_name, o.runs_network, m.roles
  from memberships m
  join users u on u.id = m.user_id
  join organizations o on o.id = m.organization_id;
