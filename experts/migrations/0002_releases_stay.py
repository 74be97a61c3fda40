from django.db import migrations

FORWARDS = """
create function experts_release_stays() returns trigger language plpgsql as $$
begin
    -- The invented ones of a trial can be taken out again, and cannot be rewritten either.
    if tg_op = 'DELETE' and old.is_sample then
        return old;
    end if;
    raise exception 'A released summary is never changed.' using errcode = 'insufficient_privilege';
end $$;
create function experts_releases_stay() returns trigger language plpgsql as $$
begin
    raise exception 'A released summary is never changed.' using errcode = 'insufficient_privilege';
end $$;
create trigger experts_release_keep_rows before update or delete on experts_release
    for each row execute function experts_release_stays();
create trigger experts_release_keep_table before truncate on experts_release
    for each statement execute function experts_releases_stay();
"""
BACKWARDS = """
drop trigger experts_release_keep_table on experts_release;
drop trigger experts_release_keep_rows on experts_release;
drop function experts_releases_stay();
drop function experts_release_stays();
"""


class Migration(migrations.Migration):
    """What was released cannot be changed, deleted or truncated."""

    dependencies = [("experts", "0001_consultations")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
