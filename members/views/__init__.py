from __future__ import annotations

from members.views.kreise import kreis, kreis_confirm, kreis_edit, kreis_list
from members.views.profile import profile, profile_edit

__all__ = ["kreis", "kreis_confirm", "kreis_edit", "kreis_list", "profile", "profile_edit"]
