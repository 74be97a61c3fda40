from __future__ import annotations

from members.forms.account import (
    AddressForm,
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)
from members.forms.factors import (
    ActivateAppForm,
    AddKeyForm,
    ConfirmByFactorForm,
    FactorForm,
    FactorResetForm,
    RenameKeyForm,
)
from members.forms.joining import AcceptForm, AccessForm, InvitationForm
from members.forms.kreise import KreisForm
from members.forms.leaving import EraseForm, HandOverForm, LeaveForm
from members.forms.profile import ProfileForm, ThemeForm
from members.forms.team import DeputyForm, KreisChangeForm, MembershipEndForm, ReasonForm

__all__ = [
    "AcceptForm",
    "AccessForm",
    "ActivateAppForm",
    "AddKeyForm",
    "AddressForm",
    "ChangePasswordForm",
    "ConfirmByFactorForm",
    "DeputyForm",
    "EraseForm",
    "FactorForm",
    "FactorResetForm",
    "HandOverForm",
    "InvitationForm",
    "KreisChangeForm",
    "KreisForm",
    "LeaveForm",
    "LoginForm",
    "MembershipEndForm",
    "ProfileForm",
    "ReasonForm",
    "ReauthenticateForm",
    "RenameKeyForm",
    "ResetPasswordForm",
    "ResetPasswordKeyForm",
    "ThemeForm",
]
