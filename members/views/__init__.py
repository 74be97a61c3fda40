from __future__ import annotations

from members.views.deputies import deputies, deputyship_end, person_deputies
from members.views.factors import factor_reset
from members.views.joining import (
    access,
    invitation,
    invitation_list,
    invitation_renew,
    invitation_resend,
    invitation_revoke,
)
from members.views.kreise import kreis, kreis_confirm, kreis_edit, kreis_list, membership_end
from members.views.leaving import handover, leave, person_erase, stay
from members.views.own_data import own_data, own_data_file
from members.views.profile import profile, profile_edit
from members.views.team import (
    kreis_team,
    person_change_kreis,
    person_close,
    person_make_lead,
    person_reopen,
)

__all__ = [
    "access",
    "deputies",
    "deputyship_end",
    "factor_reset",
    "handover",
    "invitation",
    "invitation_list",
    "invitation_renew",
    "invitation_resend",
    "invitation_revoke",
    "kreis",
    "kreis_confirm",
    "kreis_edit",
    "kreis_list",
    "kreis_team",
    "leave",
    "membership_end",
    "own_data",
    "own_data_file",
    "person_change_kreis",
    "person_close",
    "person_deputies",
    "person_erase",
    "person_make_lead",
    "person_reopen",
    "profile",
    "profile_edit",
    "stay",
]
