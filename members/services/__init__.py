from __future__ import annotations

from members.services.access_requests import ask_for_access, decline_request, invite_asker
from members.services.deputies import end_deputyship, name_deputy
from members.services.factors import reset_factor
from members.services.invitations import (
    accept_invitation,
    ask_for_renewal,
    invite,
    resend_invitation,
    revoke_invitation,
)
from members.services.kreise import (
    begin_membership,
    confirm_kreis,
    end_membership,
    update_kreis_profile,
)
from members.services.people import (
    LastLeadError,
    acknowledge_rules,
    change_kreis,
    change_role,
    choose_theme,
    close_access,
    create_person,
    forget_acknowledged,
    hide_first_steps,
    is_last_lead,
    make_lead,
    reopen_access,
    update_own_profile,
)

__all__ = [
    "LastLeadError",
    "accept_invitation",
    "acknowledge_rules",
    "ask_for_access",
    "ask_for_renewal",
    "begin_membership",
    "change_kreis",
    "change_role",
    "choose_theme",
    "close_access",
    "confirm_kreis",
    "create_person",
    "decline_request",
    "end_deputyship",
    "end_membership",
    "forget_acknowledged",
    "hide_first_steps",
    "invite",
    "invite_asker",
    "is_last_lead",
    "make_lead",
    "name_deputy",
    "reopen_access",
    "resend_invitation",
    "reset_factor",
    "revoke_invitation",
    "update_kreis_profile",
    "update_own_profile",
]
