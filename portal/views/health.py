from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse

if TYPE_CHECKING:
    from django.http import HttpRequest


# Once complete, a process need not ask again: the code of a running process does not change.
_migrated: list[bool] = []


# Asked by the machine that runs the portal, before anybody can sign in.
@login_not_required
def live(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Tell that the process answers; the only check that may restart it."""
    return HttpResponse("ok\n", content_type="text/plain")


# As above.
@login_not_required
def ready(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Tell that the database answers and has every migration."""
    if not _migrated:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return HttpResponse("migrations are missing\n", status=503, content_type="text/plain")
        _migrated.append(True)
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    return HttpResponse("ok\n", content_type="text/plain")
