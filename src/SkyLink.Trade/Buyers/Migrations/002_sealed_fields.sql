-- Orders tell who lives where, and searches who looks for what from where: both are sealed.
alter table orders alter column document type bytea using convert_to(document::text, 'UTF8');
alter table searches alter column query type bytea using convert_to(query::text, 'UTF8');
