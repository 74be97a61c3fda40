"""What each role meets at Kreise, people and the own account; see tests/door.py."""

from __future__ import annotations

from functools import partial

from tests.door import ALL_LED_ON, EVERYBODY, NOBODY, POST_ONLY, SIGNED_IN, Door, get, post

_get, _post = partial(get, "members"), partial(post, "members")

_ASKS_AGAIN = ALL_LED_ON
_ONLY_WITHOUT_SESSION = "200 -> -> -> -> -> -> ->"

DOORS: list[Door] = [
    # Kreise
    _get("kreis-list", EVERYBODY),
    _get("kreis", EVERYBODY, "kreis"),
    _get("kreis", NOBODY, "kreis_outside"),
    _get("kreis", NOBODY, "kreis_absent"),
    _get("kreis-edit", "login 403 403 403 200 403 200 403", "kreis"),
    _get("kreis-edit", NOBODY, "kreis_outside"),
    _get("kreis-confirm", "login 405 405 405 405 405 405 405", "kreis"),
    _post("kreis-confirm", "login 403 403 403 -> 403 -> 403", "kreis"),
    _post("kreis-confirm", NOBODY, "kreis_outside"),
    _get("membership-end", "login 403 403 403 403 403 200 200", "kreis"),
    _post("membership-end", "login 403 403 403 403 403 200 200", "kreis"),
    _get("membership-end", NOBODY, "kreis_outside"),
    _get("kreis-team", "login 403 403 403 200 403 200 200", "kreis"),
    _get("kreis-team", NOBODY, "kreis_outside"),
    _post("person-close", "login 403 403 403 -> 403 -> ->", "colleague"),
    _post("person-close", NOBODY, "stranger"),
    _post("person-reopen", "login 403 403 403 -> 403 -> ->", "colleague"),
    _post("person-make-lead", "login 403 403 403 -> 403 -> ->", "colleague"),
    _get("person-deputies", "login 403 403 403 200 403 200 200", "colleague"),
    _post("person-deputies", "login 403 403 403 200 403 200 200", "colleague"),
    _get("person-deputies", NOBODY, "stranger"),
    _get("person-change-kreis", "login 403 403 403 403 403 200 200", "colleague"),
    _post("person-change-kreis", "login 403 403 403 403 403 200 200", "colleague"),
    _get("person-change-kreis", NOBODY, "stranger"),
    # Coming in
    _get("access", EVERYBODY),
    _get("invitation-list", "login 403 403 403 200 200 200 200"),
    _get("invitation-revoke", "login 405 405 405 405 405 405 405", "invitation"),
    _post("invitation-revoke", "login 404 404 404 -> 404 -> ->", "invitation"),
    _post("invitation-resend", "login 404 404 404 -> 404 -> ->", "invitation"),
    _get("invitation", EVERYBODY, "invitation_token"),
    _get("invitation", "410 410 410 410 410 410 410 410", "invitation_dead"),
    _get("invitation-renew", "405 405 405 405 405 405 405 405", "invitation_dead"),
    _post("invitation-renew", EVERYBODY, "invitation_dead"),
    # The own account
    _get("profile", SIGNED_IN),
    _get("profile-edit", SIGNED_IN),
    _get("deputies", "login 403 403 200 200 200 403 403"),
    _post("deputies", "login 403 403 200 200 200 403 403"),
    _get("deputyship-end", "login 405 405 405 405 405 405 405", "deputyship"),
    _post("deputyship-end", "login 404 404 403 -> 404 -> ->", "deputyship"),
    Door("account_login", _ONLY_WITHOUT_SESSION),
    Door("account_logout", "-> 200 200 200 200 200 200 200"),
    Door("account_inactive", EVERYBODY),
    Door("account_reset_password", EVERYBODY),
    Door("account_reset_password_done", EVERYBODY),
    Door("account_reset_password_from_key", EVERYBODY, "reset_key"),
    Door("account_reset_password_from_key_done", EVERYBODY),
    Door("account_email", SIGNED_IN),
    Door("account_email_verification_sent", EVERYBODY),
    Door("account_confirm_email", EVERYBODY, "email_key"),
    Door("account_change_password", SIGNED_IN),
    Door("account_set_password", ALL_LED_ON),
    Door("account_reauthenticate", SIGNED_IN),
    Door("usersessions_list", SIGNED_IN),
    # The second factor; whoever changes one is asked for the password first.
    Door("mfa_index", SIGNED_IN),
    Door("mfa_authenticate", ALL_LED_ON),
    Door("mfa_reauthenticate", ALL_LED_ON),
    Door("mfa_reauthenticate_webauthn", ALL_LED_ON),
    Door("mfa_login_webauthn", EVERYBODY),
    Door("mfa_activate_totp", _ASKS_AGAIN),
    Door("mfa_deactivate_totp", NOBODY),
    Door("mfa_view_recovery_codes", NOBODY),
    Door("mfa_download_recovery_codes", NOBODY),
    Door("mfa_generate_recovery_codes", _ASKS_AGAIN),
    Door("mfa_add_webauthn", _ASKS_AGAIN),
    Door("mfa_list_webauthn", ALL_LED_ON),
    Door("mfa_edit_webauthn", _ASKS_AGAIN, "passkey"),
    Door("mfa_remove_webauthn", _ASKS_AGAIN, "passkey"),
    # The own data: asked for the password before anything is put together or fetched
    _get("own-data", SIGNED_IN),
    _post("own-data", _ASKS_AGAIN),
    _get("own-data-file", _ASKS_AGAIN),
    # Leaving: asked for the password first, the erasure of others for the superuser alone
    _get("leave", _ASKS_AGAIN),
    _post("leave", _ASKS_AGAIN),
    _get("stay", POST_ONLY),
    _post("stay", ALL_LED_ON),
    _get("handover", SIGNED_IN),
    _post("handover", ALL_LED_ON, keins="1"),
    _get("person-erase", "login 404 404 404 404 404 404 ->", "person"),
    _post("person-erase", "login 404 404 404 404 404 404 ->", "person"),
    _get("factor-reset", "login 404 403 403 200 403 200 404", "person"),
]
