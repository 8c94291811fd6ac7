-- An application names people and how to reach them.
alter table participants add column applied_type text;
update participants set applied_type = application ->> 'type';
alter table participants alter column application type bytea using convert_to(application::text, 'UTF8');
