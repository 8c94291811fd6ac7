-- What operators ask goes into the audit log now, where nobody can change it.
drop table audit;
