"""A mail server that takes everything and keeps nothing: `python -m benchmarks.discard`.

Prints its port, and ends when its standard input does.
"""

from __future__ import annotations

import socketserver
import sys
import threading


class _Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self._say("220 discard")
        for line in self.rfile:
            match line[:4].upper():
                case b"DATA":
                    self._say("354 go on")
                    while self.rfile.readline() not in {b".\r\n", b""}:
                        pass
                    self._say("250 discarded")
                case b"QUIT":
                    self._say("221 bye")
                    return
                case _:
                    self._say("250 ok")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode("ascii"))


def main() -> None:
    """Serve until nobody listens any more."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Session) as server:
        sys.stdout.write(f"{server.server_address[1]}\n")
        sys.stdout.flush()
        threading.Thread(target=server.serve_forever, daemon=True).start()
        sys.stdin.read()
        server.shutdown()


if __name__ == "__main__":
    main()
