"""What people upload is checked here: by extension and content, size, what it unpacks to (S38-S41).

Nothing is trusted that the browser says: not the type, not the name, not the size.
"""

from __future__ import annotations

from content.uploads.checks import Upload, check_attachment, check_file, check_picture
from content.uploads.kinds import EMPTY, FILE_KINDS, PICTURE_KINDS, UploadError, in_words
from content.uploads.names import file_name, one_line, title_of

__all__ = [
    "EMPTY",
    "FILE_KINDS",
    "PICTURE_KINDS",
    "Upload",
    "UploadError",
    "check_attachment",
    "check_file",
    "check_picture",
    "file_name",
    "in_words",
    "one_line",
    "title_of",
]
