"""The health check of the image: `python -m config.alive` asks the web server beside it.

Without Django, since it runs twice a minute.
"""

from __future__ import annotations

import contextlib
import http.client
import sys
from urllib.parse import urlsplit

from config import env


def main() -> int:
    """Return 0 when the web server answers under the portal's own name."""
    port = env.number("PORT", 8000, least=1, most=65535)
    caller = http.client.HTTPConnection("127.0.0.1", port, timeout=4)
    with contextlib.closing(caller):
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
