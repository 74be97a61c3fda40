"""Builds files, good ones and bad ones, for the tests of uploads."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from functools import cache
from typing import Any

from PIL import Image

_OFFICE = "application/vnd.openxmlformats-officedocument."
WORD = f"{_OFFICE}wordprocessingml.document.main+xml"
SHEET = f"{_OFFICE}spreadsheetml.sheet.main+xml"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def archive(entries: dict[str, bytes | str]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in entries.items():
            file.writestr(name, content)
    return written.getvalue()


def office(main: str = WORD, more: dict[str, bytes] | None = None) -> bytes:
    """Return an office file; `more` are further entries by name."""
    types = f'<Types><Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
    return archive(
        {"[Content_Types].xml": types, "word/document.xml": "<w:document/>"} | (more or {})
    )


def open_document(kind: str = "text", more: dict[str, bytes] | None = None) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as file:
        file.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        file.writestr("content.xml", "<office:document-content/>")
        for name, content in (more or {}).items():
            file.writestr(name, content)
    return written.getvalue()


def picture(kind: str = "JPEG", size: tuple[int, int] = (64, 48), **options: Any) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(written, kind, **options)
    return written.getvalue()


def photo() -> bytes:
    """Return a JPEG lying on its side that tells place, device, author and a comment."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned to the right
    exif[0x010F] = "Geheimkamera"
    exif[0x8825] = {1: "N", 2: (52.0, 37.0, 33.0), 3: "E", 4: (10.0, 4.0, 51.0)}
    return picture(size=(64, 48), exif=exif, comment=b"Geheimkommentar")


def huge_png(width: int = 60_000, height: int = 60_000) -> bytes:
    """Return a small PNG that claims to be billions of pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        check = zlib.crc32(name + data)
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    row = zlib.compress(b"\0" * 10_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", row) + chunk(b"IEND", b"")


def lying(honest: bytes, *, name: str, claims: int) -> bytes:
    """Let the directory of an archive claim another unpacked size for one entry."""
    data = bytearray(honest)
    at = data.rindex(name.encode()) - 46
    assert data[at : at + 4] == b"PK\x01\x02"
    data[at + 24 : at + 28] = struct.pack("<I", claims)
    return bytes(data)


def crowded(entries: int = 400_000) -> bytes:
    """Return an archive of empty entries whose directory alone would fill the memory."""
    local = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 0, 0, 33, 0, 0, 0, 1, 0) + b"a"
    central = struct.pack(
        "<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 0, 0, 0, 33, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0
    )
    directory = (central + b"a") * entries
    end = struct.pack(
        "<4s4H2IH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, len(directory), len(local), 0
    )
    return local + directory + end


@cache
def bombs() -> dict[str, bytes]:
    """Return files that are small and would be enormous, by the name they come under."""
    zeros = b"\0" * 50_000_000
    full = office(more={"word/media/a": zeros, "word/media/b": zeros, "word/media/c": zeros})
    inner = archive({"nichts": zeros[:5_000_000]})
    return {
        "zip.docx": full,
        "ratio.xlsx": office(SHEET, more={"xl/a": zeros[:30_000_000]}),
        "lying.docx": lying(office(more={"word/media/a": zeros}), name="word/media/a", claims=1000),
        "matryoshka.docx": office(more={"a": archive({"b": archive({"c": zeros})})}),
        "litter.docx": office(more={f"word/embeddings/{n}.xlsx": inner for n in range(400)}),
        "crowded.odt": crowded(),
        "pixels.png": huge_png(),
        "pixels.jpg": _claiming(picture(), 65_000, 65_000),
        "overrun.png": huge_png(4000, 1),
    }


def _claiming(jpeg: bytes, width: int, height: int) -> bytes:
    at = jpeg.index(b"\xff\xc0") + 5
    return jpeg[:at] + struct.pack(">HH", height, width) + jpeg[at + 4 :]
