from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as keys
from allauth.usersessions import views as sessions
from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView

# Only these of allauth's pages exist here, at German addresses; nobody signs up.
account_urls = [
    path("anmelden/", account.login, name="account_login"),
    path("abmelden/", account.logout, name="account_logout"),
    path("gesperrt/", account.account_inactive, name="account_inactive"),
    path("bestaetigen/", account.reauthenticate, name="account_reauthenticate"),
    path("adresse/", account.email, name="account_email"),
    path(
        "adresse/gesendet/",
        account.email_verification_sent,
        name="account_email_verification_sent",
    ),
    path("adresse/<str:key>/", account.confirm_email, name="account_confirm_email"),
    path("kennwort/", account.password_change, name="account_change_password"),
    path("kennwort/vergessen/", account.password_reset, name="account_reset_password"),
    path(
        "kennwort/vergessen/gesendet/",
        account.password_reset_done,
        name="account_reset_password_done",
    ),
    # The token has a hyphen of its own, so the first one divides.
    re_path(
        r"^kennwort/neu/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    # allauth leads people without a password here when they want to change it.
    path(
        "kennwort/setzen/",
        RedirectView.as_view(pattern_name="account_reset_password"),
        name="account_set_password",
    ),
    path(
        "kennwort/neu/fertig/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("sitzungen/", sessions.list_usersessions, name="usersessions_list"),
]

# The second factor: an app that shows codes, passkeys, printed codes.
factor_urls = [
    path("", factor.index, name="mfa_index"),
    path("eingeben/", factor.authenticate, name="mfa_authenticate"),
    path("bestaetigen/", factor.reauthenticate, name="mfa_reauthenticate"),
    path("app/", app.activate_totp, name="mfa_activate_totp"),
    path("app/entfernen/", app.deactivate_totp, name="mfa_deactivate_totp"),
    path("codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("codes/neu/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("codes/datei/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("passkeys/anmelden/", keys.login_webauthn, name="mfa_login_webauthn"),
    path("passkeys/bestaetigen/", keys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("passkeys/neu/", keys.add_webauthn, name="mfa_add_webauthn"),
    path("passkeys/<int:pk>/", keys.edit_webauthn, name="mfa_edit_webauthn"),
    path("passkeys/<int:pk>/entfernen/", keys.remove_webauthn, name="mfa_remove_webauthn"),
    # allauth's list of passkeys; here they stand beside the other factors.
    path("passkeys/", RedirectView.as_view(pattern_name="mfa_index"), name="mfa_list_webauthn"),
]

urlpatterns = [
    path("", include("portal.urls")),
    path("", include("members.urls")),
    path("praxis/", include("practices.urls")),
    path("austausch/", include("forum.urls")),
    path("termine/", include("events.urls")),
    path("expertenkreis/", include("experts.urls")),
    path("suche/", include("search.urls")),
    path("mitteilungen/", include("notices.urls")),
    path("konto/", include(account_urls)),
    path("konto/zweiter-faktor/", include(factor_urls)),
    path("verwaltung/", admin.site.urls),
]

handler400 = "portal.views.errors.bad_request"
handler403 = "portal.views.errors.forbidden"
handler404 = "portal.views.errors.not_found"
handler500 = "portal.views.errors.server_error"
