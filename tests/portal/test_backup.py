"""S77-S79: a backup taken while people write, restored on an empty machine and compared.

The commands run as an operator starts them; the other machine is a cluster of its own.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from psycopg import sql

from config.embedded import Server
from portal.backup.archive import Archive, Writer
from tests.portal.machines import WRITERS, Load, Machine, keys, sums
from tests.portals import House, empty_house

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.plugin import DjangoDbBlocker

# Only where a test asks for it there is a database to be copied.
pytestmark = pytest.mark.django_db
PASSPHRASE = "gut gehütetes Geheimnis"
LEFT_OUT = {
    *("procrastinate_events", "procrastinate_jobs", "procrastinate_periodic_defers"),
    *("procrastinate_workers", "members_session", "django_session"),
    *("usersessions_usersession", "django_cache"),
}
# What waited to be mailed, or for a job, does not wait any more.
SILENCED = {"notices_outgoingmail", "notices_notice", "members_dataexport"}


@pytest.fixture(scope="module")
def house(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, blocker: DjangoDbBlocker
) -> Iterator[House]:
    """The portal with its demo, in a copy of the tests' database: its tables are there already."""
    with empty_house(tmp_path_factory.mktemp("house"), "backup") as house:
        with blocker.unblock():
            connection.close()
            source = connection.settings_dict["NAME"]
        names = sql.Identifier(house.name), sql.Identifier(source)
        house.maintenance.execute(sql.SQL("drop database {}").format(names[0]))
        house.maintenance.execute(sql.SQL("create database {} template {}").format(*names))
        said = house.run("prepare")
        assert said[0] == 0, said
        with closing(house.connect()) as database:
            # So old that a chore would take their jobs for lost and send them.
            database.execute(
                "update notices_outgoingmail set created_at = now() - interval '1 day'"
            )
            # Somebody waits for the own data, from a job that will be gone.
            database.execute(
                "insert into members_dataexport (person_id, asked_at, state, file, size)"
                " select min(id), now(), 'asked', '', 0 from members_user"
            )
        yield house


@pytest.fixture(scope="module")
def blocker(django_db_blocker: DjangoDbBlocker) -> DjangoDbBlocker:
    return django_db_blocker


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder) / "server")
        server.ensure()
        try:
            yield server
        finally:
            assert server.stop()
            for left in (server.home, server.socket_folder):
                shutil.rmtree(left, ignore_errors=True)


@pytest.fixture(scope="module")
def archive(house: House) -> Path:
    """What `backup` makes while three people write."""
    with Load(house) as load:
        said = house.run("manage", "backup", str(house.folder))
        load.has_gone_on()
    assert said[0] == 0, said
    (path,) = house.folder.glob("forum-*.tar")
    return path


@pytest.fixture(scope="module")
def restored(house: House, server: Server, archive: Path) -> Machine:
    machine = Machine(house, server, "restored")
    said = machine.restore(archive)
    assert said == (0, "")
    with closing(machine.connect()) as database:
        machine.sums = sums(database)
    return machine


# S77
def test_every_row_is_there_as_it_was(house: House, restored: Machine) -> None:
    with closing(house.connect()) as database:
        old, new = sums(database), restored.sums
    assert new.keys() == old.keys()
    differing = {name for name in old if old[name] != new[name]}
    assert differing - LEFT_OUT == SILENCED


def test_the_tables_are_built_alike(house: House, restored: Machine) -> None:
    columns = (
        "select table_name, column_name, data_type, column_default, is_nullable"
        " from information_schema.columns where table_schema = 'public' order by 1, 2"
    )
    queries = (
        columns,
        "select conrelid::regclass::text, conname, contype from pg_constraint order by 1, 2",
        "select indexname from pg_indexes where schemaname = 'public' order by 1",
        "select tgname, pg_get_triggerdef(oid) from pg_trigger where not tgisinternal order by 1",
        "select oid::regprocedure::text, prosrc from pg_proc order by 1",
        "select extname from pg_extension order by 1",
    )
    found = []
    for place in (house, restored):
        with closing(place.connect()) as database:
            found.append([database.execute(query.encode()).fetchall() for query in queries])
    assert found[1] == found[0]
    assert all(found[0])


def test_numbers_go_on_where_they_were(house: House, restored: Machine) -> None:
    query = (
        "select sequencename, last_value from pg_sequences where schemaname = 'public'"
        " and sequencename !~ '^(procrastinate_|content_record_|search_entry_)'"
    )
    found = []
    for place in (house, restored):
        with closing(place.connect()) as database:
            found.append(dict(database.execute(query.encode()).fetchall()))
    differing = {name for name in found[0] if found[0][name] != found[1][name]}
    assert differing - {f"{name}_id_seq" for name in LEFT_OUT} == set()


def test_what_people_wrote_meanwhile_is_there_whole_or_not_at_all(
    house: House, restored: Machine
) -> None:
    records = "select key from content_record where kind = 'load'"
    with closing(restored.connect()) as database:
        recorded = keys(database, records)
        paged = keys(database, "select slug from portal_page where slug like 'load-%'")
    with closing(house.connect()) as database:
        written = keys(database, records)
    assert recorded == paged
    last = [
        max(int(key.split("-")[2]) for key in recorded if key.startswith(f"load-{it}-"))
        for it in range(WRITERS)
    ]
    assert recorded == {f"load-{it}-{n + 1}" for it in range(WRITERS) for n in range(last[it])}
    assert recorded < written
    folder = restored.var / "uploads" / "forum"
    assert {key for key in recorded if (folder / key).read_text() != key * 500} == set()


def test_every_file_is_there_with_its_sum(house: House, restored: Machine, archive: Path) -> None:
    def files(var: Path) -> dict[str, str]:
        root = var / "uploads"
        paths = (path for path in root.rglob("*") if path.is_file())
        return {
            path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in paths
        }

    then, now = files(house.folder / "var"), files(restored.var)
    assert {name: then[name] for name in now} == now
    assert {name for name in then.keys() - now.keys() if "load-" not in name} == set()
    assert now == {name: part.sha256 for name, part in Archive(archive, "").manifest.files.items()}
    assert len([name for name in now if "load-" not in name]) > 3


# S79
def test_old_mail_does_not_go_out(house: House, restored: Machine) -> None:
    states = "select state, count(*) from notices_outgoingmail group by 1"
    with closing(house.connect()) as database:
        before = dict(database.execute(states).fetchall())
        assert database.execute("select count(*) > 0 from procrastinate_jobs").fetchall() == [
            (True,)
        ]
    with closing(restored.connect()) as database:
        assert database.execute("select count(*) from procrastinate_jobs").fetchall() == [(0,)]

    # What a worker would do next: look for mail without a job, and do all jobs.
    work = (
        "from django.core.management import call_command; from django.utils import timezone; "
        "from notices.chores import revive_mails; "
        "from procrastinate.contrib.django import app; "
        # No chore of the hour in which the tests happen to run.
        "app.periodic_registry.periodic_tasks.clear(); "
        "revive_mails(timezone.now()); call_command('procrastinate', 'worker', '--one-shot')"
    )
    said = restored.manage("shell", "--no-imports", "--command", work)
    assert said == (0, "Launching a worker on all queues\n")

    with closing(restored.connect()) as database:
        after = dict(database.execute(states).fetchall())
    assert before["queued"] > 0
    assert after == {"dropped": before["queued"]}


def test_what_was_restored_stands_in_the_trail(restored: Machine, archive: Path) -> None:
    with closing(restored.connect()) as database:
        rows = database.execute("select act, key from content_record where kind = 'backup'")
        assert rows.fetchall() == [("backup.restored", Archive(archive, "").manifest.made_at)]


def test_a_place_with_data_is_left_alone(restored: Machine, archive: Path) -> None:
    assert restored.restore(archive) == (
        1,
        (
            "CommandError: Hier sind schon Daten. In eine leere Datenbank und einen leeren Ordner "
            "zurückspielen, oder mit --replace alles ersetzen, was hier ist.\n"
        ),
    )


def test_a_portal_that_runs_is_left_alone(restored: Machine, archive: Path) -> None:
    with closing(restored.connect()):
        said = restored.restore(archive, "--replace")
    assert said == (
        1,
        (
            "CommandError: Die Datenbank ist in Gebrauch (Verbindungen: 1). Halten Sie Web und "
            "Worker an und versuchen Sie es noch einmal.\n"
        ),
    )


def falsified(archive: Path, folder: Path) -> Path:
    """Return the archive with a manifest that asks for one row more than its dump has."""
    path = folder / "falsch.tar"
    whole = Archive(archive, "")
    with path.open("wb") as file:
        writer = Writer(file, "")
        for name, content in whole.members():
            if name != "manifest.json":
                with tempfile.TemporaryFile() as part:
                    shutil.copyfileobj(content, part)
                    part.seek(0)
                    writer.add(name, part)
        whole.manifest.rows["members_kreis"] += 1
        writer.finish(whole.manifest)
    return path


def test_what_fails_on_the_way_changes_no_row(
    restored: Machine, archive: Path, tmp_path: Path
) -> None:
    with closing(restored.connect()) as database:
        before = sums(database)

    said = restored.restore(falsified(archive, tmp_path), "--replace")

    with closing(restored.connect()) as database:
        after = sums(database)
    assert said[0] == 1
    assert said[1].startswith(
        "CommandError: Das Zurückspielen ist gescheitert, die Datenbank ist unverändert: "
    )
    assert said[1].endswith("table members_kreis has not all its rows\n")
    assert after == before


STRANGE = (
    "create extension unaccent",
    "create type mood as enum ('gut')",
    "create table portal_page (slug serial primary key, mood mood)",
    "create table of_tomorrow (page int references portal_page)",
    "create view good as select unaccent('gut'), * from portal_page where mood = 'gut'",
    "create function good() returns mood language sql return (select mood from good)",
)


def erasure(house: House, login: str) -> str:
    """Return the line that stands in erasures.jsonl for a person who was erased later."""
    with closing(house.connect()) as database:
        query = "select id from members_user where email = %s"
        ((number,),) = database.execute(query, [f"{login}@forum.example"]).fetchall()
    return f'{{"person": {number}, "posts": "delete", "at": "2099-01-01T00:00:00+00:00"}}'


@pytest.fixture(scope="module")
def replaced(
    house: House, server: Server, archive: Path, tmp_path_factory: pytest.TempPathFactory
) -> Machine:
    """A machine with a life of its own, where two people were erased after the backup.

    This one is made when nobody writes any more: after that of `archive`.
    """
    assert archive.exists()
    machine = Machine(house, server, "replaced")
    folder = tmp_path_factory.mktemp("sealed")
    path, more = folder / "versiegelt.tar", folder / "erasures.jsonl"
    made = house.run("manage", "backup", str(path), "--encrypt", BACKUP_PASSPHRASE=PASSPHRASE)
    assert made[0] == 0, made
    strange = machine.var / "uploads" / "forum" / "fremd"
    strange.parent.mkdir(parents=True)
    strange.write_text("aus einem anderen Leben")
    with closing(machine.connect()) as database:
        for statement in STRANGE:
            database.execute(statement.encode())
    (machine.var / "erasures.jsonl").write_text(f"{erasure(house, 'coburg')}\n")
    more.write_text(f"{erasure(house, 'dachau')}\n")

    options = ("--replace", "--erasures", str(more))
    assert machine.restore(path, *options, BACKUP_PASSPHRASE=PASSPHRASE) == (0, "")
    return machine


def test_a_sealed_archive_replaces_what_is_there(house: House, replaced: Machine) -> None:
    names = (
        "select tablename from pg_tables where schemaname = 'public'"
        " union select typname from pg_type where typtype = 'e'"
        " union select proname from pg_proc where pronamespace = 'public'::regnamespace"
    )
    with closing(house.connect()) as before, closing(replaced.connect()) as after:
        assert keys(after, names) == keys(before, names)
    folders = (house.folder / "var" / "uploads", replaced.var / "uploads")
    here, there = ({it.name for it in folder.rglob("*")} for folder in folders)
    assert there == here


# S79
def test_who_was_erased_after_the_backup_does_not_come_back(
    house: House, replaced: Machine
) -> None:
    people = "select email from members_user where erased_at is null"
    with closing(house.connect()) as before, closing(replaced.connect()) as after:
        gone = keys(before, people) - keys(after, people)
        erased = "select details->>'again' from content_record where act = 'person.erased'"
        again = after.execute(erased).fetchall()
    assert gone == {"coburg@forum.example", "dachau@forum.example"}
    assert again == [("true",), ("true",)]
    # The next restore, perhaps of an older backup, knows both.
    kept = (replaced.var / "erasures.jsonl").read_text().splitlines()
    assert kept == [erasure(house, "coburg"), erasure(house, "dachau")]
