-- Rechte der Rolle, mit der das Portal läuft: Inhalte ja, Tabellen nein, das Protokoll nur lesen und
-- ergänzen. Beliebig oft ausführbar; nach der ersten Einrichtung und nach jeder Aktualisierung:
--   sudo -u postgres psql --dbname forum --set ON_ERROR_STOP=1 --file docs/betrieb/rollen.sql
begin;
grant usage on schema public to forum_web;
grant select, insert, update, delete on all tables in schema public to forum_web;
grant usage, select on all sequences in schema public to forum_web;
alter default privileges for role forum_owner in schema public
    grant select, insert, update, delete on tables to forum_web;
alter default privileges for role forum_owner in schema public
    grant usage, select on sequences to forum_web;
-- Das Protokoll. Seine Trigger könnte nur forum_owner abschalten, und so läuft das Portal nicht.
revoke update, delete, truncate on content_record from forum_web;
-- Welcher Stand eingespielt ist, bestimmt forum_owner.
revoke insert, update, delete, truncate on django_migrations from forum_web;
commit;
