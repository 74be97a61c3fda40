"""Sealing with a passphrase: what is written is unreadable, and no part can be cut or changed.

After the header come pieces of one mebibyte, each sealed by itself with its number, so that pieces
are neither left out nor put in another order; the last one says that it is the last.
"""

from __future__ import annotations

import hashlib
import io
import secrets
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

if TYPE_CHECKING:
    from typing import BinaryIO

MAGIC = b"FORUM-SICHERUNG versiegelt 1\n"
SHORTEST = 12
_SALT = 16
_PROOF = 16
_KEY = 32
_TAG = 16
_PIECE = 2**20
# 64 MB and a fifth of a second for each guess.
_COST = {"n": 2**16, "r": 8, "p": 1, "maxmem": 2**27}


class WrongPassphraseError(Exception):
    """The passphrase is another one than that of the writer."""


class BrokenSealError(Exception):
    """Something was cut off or changed."""


def _keys(passphrase: str, salt: bytes) -> tuple[bytes, bytes]:
    """Return the key, and what proves that it is the right one without telling it."""
    derived = hashlib.scrypt(passphrase.encode(), salt=salt, dklen=_KEY + _PROOF, **_COST)
    return derived[:_KEY], derived[_KEY:]


def _nonce(number: int, *, last: bool) -> bytes:
    # Each archive has a key of its own: counting never meets a number twice.
    return number.to_bytes(11) + bytes([last])


class Sealer:
    """Writes sealed; what was not closed has no end and is refused."""

    def __init__(self, target: BinaryIO, passphrase: str) -> None:
        """Write the header."""
        salt = secrets.token_bytes(_SALT)
        key, proof = _keys(passphrase, salt)
        self._target, self._cipher = target, AESGCM(key)
        self._header = MAGIC + salt + proof
        self._number = 0
        self._waiting = bytearray()
        target.write(self._header)

    def write(self, data: bytes) -> int:
        """Seal what fills a piece; the last byte always waits for the end."""
        self._waiting += data
        while len(self._waiting) > _PIECE:
            self._seal(bytes(self._waiting[:_PIECE]), last=False)
            del self._waiting[:_PIECE]
        return len(data)

    def close(self) -> None:
        """Seal the rest as the last piece."""
        self._seal(bytes(self._waiting), last=True)

    def _seal(self, piece: bytes, *, last: bool) -> None:
        nonce = _nonce(self._number, last=last)
        self._target.write(self._cipher.encrypt(nonce, piece, self._header))
        self._number += 1


class Unsealer(io.RawIOBase):
    """Reads what a Sealer wrote; hands out nothing that is not proven."""

    def __init__(self, source: BinaryIO, passphrase: str) -> None:
        """Read the header. Raises WrongPassphraseError."""
        self._source = source
        self._header = source.read(len(MAGIC) + _SALT + _PROOF)
        salt = self._header[len(MAGIC) :][:_SALT]
        key, proof = _keys(passphrase, salt)
        if not secrets.compare_digest(proof, self._header[len(MAGIC) + _SALT :]):
            raise WrongPassphraseError
        self._cipher = AESGCM(key)
        self._number = 0
        self._next = source.read(_PIECE + _TAG)
        self._open = memoryview(b"")

    def readable(self) -> bool:
        """Tell the buffer above that this can be read."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill the buffer with what has been proven; 0 at the end. Raises BrokenSealError."""
        if not self._open and self._next:
            self._unseal()
        count = min(len(buffer), len(self._open))
        buffer[:count] = self._open[:count]
        self._open = self._open[count:]
        return count

    def _unseal(self) -> None:
        piece, self._next = self._next, self._source.read(_PIECE + _TAG)
        nonce = _nonce(self._number, last=not self._next)
        self._number += 1
        try:
            self._open = memoryview(self._cipher.decrypt(nonce, piece, self._header))
        except InvalidTag as error:
            raise BrokenSealError from error
