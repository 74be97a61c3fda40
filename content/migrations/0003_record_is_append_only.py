from django.db import migrations

FORWARDS = """
create function content_record_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'The audit trail is append-only.' using errcode = 'insufficient_privilege';
end $$;
create trigger content_record_keep_rows before update or delete on content_record
    for each row execute function content_record_is_append_only();
create trigger content_record_keep_table before truncate on content_record
    for each statement execute function content_record_is_append_only();
"""
BACKWARDS = """
drop trigger content_record_keep_table on content_record;
drop trigger content_record_keep_rows on content_record;
drop function content_record_is_append_only();
"""


class Migration(migrations.Migration):
    """S65: rows of the audit trail cannot be changed, deleted or truncated."""

    dependencies = [("content", "0002_record")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
