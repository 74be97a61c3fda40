"""Pictures are decoded and written anew: what is not picture stays behind (S41).

Above all the place where it was taken.
"""

from __future__ import annotations

import io
import warnings
from typing import IO

from PIL import Image, ImageOps, UnidentifiedImageError

from content.uploads.kinds import BROKEN, UploadError, mismatch

# A camera of 24 million pixels; decoded that is some 100 MB.
MOST_PIXELS = 25_000_000
_FORMATS = {"png": {"PNG"}, "jpg": {"JPEG", "MPO"}}
_TOO_MANY = "Das Bild hat zu viele Bildpunkte (höchstens 25 Millionen). Verkleinern Sie es vorher."

# Asked before anything is decoded. More than these warn, which is an error here; twice as many
# are an error anyway.
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)


def rewrite(
    file: IO[bytes], suffix: str, *, as_format: str, edge: int
) -> tuple[bytes, tuple[int, int]]:
    """Return the picture upright, with no side longer than `edge` pixels, and its pixels.

    Raises UploadError.
    """
    try:
        picture = _decoded(file, suffix, edge, may_be_clear=as_format != "JPEG")
    except UploadError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UploadError(_TOO_MANY) from error
    except UnidentifiedImageError as error:
        raise mismatch(suffix) from error
    except Exception as error:  # Pillow lets through whatever its parsers stumble on
        raise UploadError(BROKEN) from error
    # Comments and the like would be written again.
    picture.info.clear()
    written = io.BytesIO()
    picture.save(written, as_format, quality=85)
    return written.getvalue(), picture.size


def _decoded(file: IO[bytes], suffix: str, edge: int, *, may_be_clear: bool) -> Image.Image:
    with Image.open(file, formats=("PNG", "JPEG")) as opened:
        if opened.format not in _FORMATS[suffix]:
            raise mismatch(suffix)
        opened.draft(None, (edge, edge))
        picture = ImageOps.exif_transpose(opened)
        mode = "RGBA" if may_be_clear and picture.has_transparency_data else "RGB"
        picture = picture if picture.mode == mode else picture.convert(mode)
        picture.thumbnail((edge, edge))
        return picture
