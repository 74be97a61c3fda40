"""S78: what was cut off, changed or written by a newer portal is refused; what is sealed is so."""

from __future__ import annotations

import gc
import hashlib
import io
import tarfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from portal.backup.archive import FORMAT, Archive, BackupError, Manifest, Part, Writer
from portal.backup.restoring import Restore
from portal.backup.sealing import MAGIC

PASSPHRASE = "gut gehütetes Geheimnis"
PIECE = 2**20
SEALED_HEADER = len(MAGIC) + 32
CONTENTS = {
    "uploads/forum/größe.txt": b"Worte der Kreise",
    "uploads/practices/leer.pdf": b"",
    "database.dump": b"PGDMP" + bytes(range(256)) * 9000,
}


def make(folder: Path, passphrase: str = "", **changes: object) -> Path:
    path = folder / "sicherung.tar"
    manifest = Manifest(
        made_at="2026-11-26T01:30:00+01:00",
        version="0.1.0",
        key="0123456789abcdef",
        postgresql=18,
        migrations=[["portal", "0001_pages"], ["portal", "0002_cache_table"]],
        rows={"portal_page": 7},
    )
    for name, value in changes.items():
        setattr(manifest, name, value)
    with path.open("wb") as file:
        writer = Writer(file, passphrase)
        for name, content in CONTENTS.items():
            source = folder / "inhalt"
            source.write_bytes(content)
            with source.open("rb") as opened:
                writer.add(name, opened)
        writer.finish(manifest)
    return path


def refusal(path: Path, passphrase: str = "") -> str:
    with pytest.raises(BackupError) as refused:
        Archive(path, passphrase)
    return str(refused.value).replace(str(path), "ARCHIV")


CUT = "Die Sicherung ARCHIV ist unvollständig: Ihr Ende fehlt. Nehmen Sie eine andere."
CHANGED = (
    "Die Sicherung ARCHIV ist beschädigt oder verändert: Die Prüfsumme stimmt nicht. "
    "Nehmen Sie eine andere."
)
CUT_OR_CHANGED = "Die Sicherung ARCHIV ist unvollständig oder verändert. Nehmen Sie eine andere."
WRONG = "Die Passphrase passt nicht zu dieser Sicherung, oder deren Anfang ist beschädigt."
NONE = "ARCHIV ist keine Sicherung des Portals."


@pytest.mark.parametrize("passphrase", ["", PASSPHRASE])
def test_what_went_in_comes_out(tmp_path: Path, passphrase: str) -> None:
    archive = Archive(make(tmp_path, passphrase), passphrase)

    found = {name: content.read() for name, content in archive.members()}

    manifest = found.pop("manifest.json")
    assert found == CONTENTS
    assert "größe.txt" in manifest.decode()
    assert archive.manifest.newest == {"portal": "0002_cache_table"}
    assert archive.manifest.files == {
        name.removeprefix("uploads/"): Part(len(content), hashlib.sha256(content).hexdigest())
        for name, content in CONTENTS.items()
        if name.startswith("uploads/")
    }


def test_any_program_unpacks_what_is_not_sealed(tmp_path: Path) -> None:
    with tarfile.open(make(tmp_path)) as tar:
        names = tar.getnames()
    assert names == [*CONTENTS, "manifest.json"]


def test_what_is_sealed_shows_nothing(tmp_path: Path) -> None:
    bare = make(tmp_path).read_bytes()
    sealed = make(tmp_path, PASSPHRASE).read_bytes()
    shows = [word in text for text in (bare, sealed) for word in (b"Worte der Kreise", b"ustar")]
    assert shows == [True, True, False, False]


def test_a_disk_that_is_full_is_said_at_once_and_nothing_goes_on(tmp_path: Path) -> None:
    """The device of Linux that is always full; closed, it is not written to any more."""
    source = tmp_path / "inhalt"
    source.write_bytes(bytes(PIECE))
    with source.open("rb") as opened, Path("/dev/full").open("wb", buffering=0) as full:
        writer = Writer(full, "")
        with pytest.raises(OSError, match="No space left"):
            writer.add("database.dump", opened)
    # A warning of what is cleaned up later would be an error here.
    del writer
    gc.collect()


@pytest.mark.parametrize("left", [-1, -66, -90, PIECE, 10_000, 512])
def test_an_archive_without_its_end_is_refused(tmp_path: Path, left: int) -> None:
    path = make(tmp_path)
    path.write_bytes(path.read_bytes()[:left])
    assert refusal(path) == CUT


@pytest.mark.parametrize("place", [0, 100, 600, 1600, 10_000, PIECE, -5000, -200, -30])
def test_one_changed_byte_is_noticed(tmp_path: Path, place: int) -> None:
    path = make(tmp_path)
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)
    assert refusal(path) == CHANGED


@pytest.mark.parametrize(
    "cut",
    [
        slice(0, -1),
        slice(0, SEALED_HEADER + PIECE + 16),  # at a seam
        slice(0, SEALED_HEADER + 100),
    ],
)
def test_a_sealed_archive_without_its_end_is_refused(tmp_path: Path, cut: slice) -> None:
    path = make(tmp_path, PASSPHRASE)
    path.write_bytes(path.read_bytes()[cut])
    assert refusal(path, PASSPHRASE) == CUT_OR_CHANGED


@pytest.mark.parametrize("place", [SEALED_HEADER, SEALED_HEADER + PIECE + 20, -1])
def test_one_changed_byte_of_a_sealed_archive_is_noticed(tmp_path: Path, place: int) -> None:
    path = make(tmp_path, PASSPHRASE)
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)
    assert refusal(path, PASSPHRASE) == CUT_OR_CHANGED


def test_sealed_pieces_in_another_order_are_noticed(tmp_path: Path) -> None:
    path = make(tmp_path, PASSPHRASE)
    content = path.read_bytes()
    first, second = (
        content[SEALED_HEADER:][number * (PIECE + 16) :][: PIECE + 16] for number in (0, 1)
    )
    assert len(second) == PIECE + 16
    rest = content[SEALED_HEADER + 2 * (PIECE + 16) :]
    path.write_bytes(content[:SEALED_HEADER] + second + first + rest)
    assert refusal(path, PASSPHRASE) == CUT_OR_CHANGED


def test_another_passphrase_is_refused(tmp_path: Path) -> None:
    path = make(tmp_path, PASSPHRASE)
    assert refusal(path, "geratenes Geheimnis") == WRONG


def test_a_sealed_archive_asks_for_its_passphrase(tmp_path: Path) -> None:
    assert refusal(make(tmp_path, PASSPHRASE)) == (
        "Die Sicherung ARCHIV ist verschlüsselt. Setzen Sie BACKUP_PASSPHRASE, "
        "oder rufen Sie den Befehl in einem Terminal auf."
    )


@pytest.mark.parametrize("content", [b"", b"irgendwas", b"x" * 5000])
def test_any_other_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "anderes.tar"
    path.write_bytes(content)
    assert refusal(path) == NONE


def test_a_tar_file_of_somebody_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "anderes.tar"
    with tarfile.open(path, "w") as tar:
        tar.addfile(tarfile.TarInfo("uploads/x"), io.BytesIO())
    assert refusal(path) == CUT


def test_a_newer_format_is_refused(tmp_path: Path) -> None:
    path = make(tmp_path, format=FORMAT + 1)
    assert refusal(path) == (
        "Die Sicherung ARCHIV hat das Format 2; dieses Programm kennt nur Formate bis 1. "
        "Nehmen Sie die neuere Version des Programms."
    )


def test_an_archive_of_newer_code_is_refused_before_anything_is_touched(tmp_path: Path) -> None:
    """No database is to be had in this test: asking one would fail in another way."""
    path = make(tmp_path, migrations=[["portal", "0001_pages"], ["portal", "9999_tomorrow"]])
    with pytest.raises(BackupError) as refused:
        Restore(path, passphrase="", replace=True, say=print)
    assert str(refused.value) == (
        "Die Sicherung stammt von einer neueren Version des Programms: "
        "Es kennt portal.9999_tomorrow nicht. Nehmen Sie die neuere Version."
    )


@pytest.mark.parametrize(
    ("passphrase", "sentence"),
    [
        ("", "Zum Verschlüsseln fehlt die Passphrase: Setzen Sie BACKUP_PASSPHRASE."),
        ("kurz", "Die Passphrase ist zu kurz: Nehmen Sie mindestens 12 Zeichen."),
    ],
)
def test_sealing_needs_a_good_passphrase(
    tmp_path: Path, settings: Any, passphrase: str, sentence: str
) -> None:
    settings.BACKUP_PASSPHRASE = passphrase
    with pytest.raises(CommandError) as refused:
        call_command("backup", str(tmp_path), "--encrypt")
    assert (str(refused.value), list(tmp_path.iterdir())) == (sentence, [])


def test_a_backup_takes_no_name_away(tmp_path: Path) -> None:
    path = tmp_path / "gestern.tar"
    path.write_text("von gestern")
    with pytest.raises(CommandError) as refused:
        call_command("backup", str(path))
    assert str(refused.value) == f"{path} gibt es schon. Nennen Sie einen anderen Namen."
    assert path.read_text() == "von gestern"
