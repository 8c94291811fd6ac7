-- Whom a sale goes to, and who asked for support, is sealed.
alter table sales alter column details type bytea using convert_to(details::text, 'UTF8');
alter table support_tickets alter column phone type bytea using convert_to(phone, 'UTF8');
