from __future__ import annotations

from members.models.access_request import AccessRequest
from members.models.data_export import DataExport
from members.models.deputyship import Deputyship
from members.models.invitation import Invitation
from members.models.kreis import Kreis
from members.models.session import Session
from members.models.user import User

__all__ = ["AccessRequest", "DataExport", "Deputyship", "Invitation", "Kreis", "Session", "User"]
