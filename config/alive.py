"""The health check of the image: `python -m config.alive` asks the web server beside it.

Without Django, since it runs twice a minute.
"""

from __future__ import annotations

import contextlib
import http.client
import sys
from urllib.parse import urlsplit

from config import env, web


def main() -> int:
    """Return 0 when the web server answers under the portal's own name."""
    with contextlib.closing(web.connection(timeout=4)) as caller:
        try:
            host = urlsplit(env.text("BASE_URL")).netloc
            caller.request("GET", "/health/live", headers={"Host": host})
            status = caller.getresponse().status
        except (OSError, http.client.HTTPException, env.SettingError) as error:
            sys.stderr.write(f"{error}\n")
            return 1
    return int(status != http.client.OK)


if __name__ == "__main__":
    sys.exit(main())
