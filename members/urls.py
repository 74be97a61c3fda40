from __future__ import annotations

from django.urls import path, register_converter

from members import views
from members.choices import AgsConverter

register_converter(AgsConverter, "ags")

app_name = "members"
urlpatterns = [
    path("kreise/", views.kreis_list, name="kreis-list"),
    path("kreise/<ags:ags>/", views.kreis, name="kreis"),
    path("kreise/<ags:ags>/bearbeiten/", views.kreis_edit, name="kreis-edit"),
    path("kreise/<ags:ags>/bestaetigen/", views.kreis_confirm, name="kreis-confirm"),
    path("kreise/<ags:ags>/mitgliedschaft-beenden/", views.membership_end, name="membership-end"),
    path("kreise/<ags:ags>/team/", views.kreis_team, name="kreis-team"),
    path("kreise/<ags:ags>/team/<int:person_id>/beenden/", views.person_close, name="person-close"),
    path(
        "kreise/<ags:ags>/team/<int:person_id>/oeffnen/", views.person_reopen, name="person-reopen"
    ),
    path(
        "kreise/<ags:ags>/team/<int:person_id>/leitung/",
        views.person_make_lead,
        name="person-make-lead",
    ),
    path(
        "kreise/<ags:ags>/team/<int:person_id>/vertretung/",
        views.person_deputies,
        name="person-deputies",
    ),
    path(
        "kreise/<ags:ags>/team/<int:person_id>/wechseln/",
        views.person_change_kreis,
        name="person-change-kreis",
    ),
    path("konto/", views.profile, name="profile"),
    path("konto/einladungen/", views.invitation_list, name="invitation-list"),
    path(
        "konto/einladungen/<int:invitation_id>/zurueckziehen/",
        views.invitation_revoke,
        name="invitation-revoke",
    ),
    path(
        "konto/einladungen/<int:invitation_id>/erneut/",
        views.invitation_resend,
        name="invitation-resend",
    ),
    path("konto/vertretung/", views.deputies, name="deputies"),
    path(
        "konto/vertretung/<int:deputyship_id>/beenden/",
        views.deputyship_end,
        name="deputyship-end",
    ),
    # Below /konto/, whose answers no cache keeps: the link is a secret.
    path("konto/einladung/<str:token>/", views.invitation, name="invitation"),
    path("konto/einladung/<str:token>/neu/", views.invitation_renew, name="invitation-renew"),
    path("konto/personen/<int:person_id>/zweiter-faktor/", views.factor_reset, name="factor-reset"),
    path("konto/personen/<int:person_id>/loeschen/", views.person_erase, name="person-erase"),
    path("konto/daten/", views.own_data, name="own-data"),
    path("konto/daten/archiv/", views.own_data_file, name="own-data-file"),
    path("konto/loeschen/", views.leave, name="leave"),
    path("konto/bleiben/", views.stay, name="stay"),
    path("konto/uebergeben/", views.handover, name="handover"),
    path("zugang/", views.access, name="access"),
    path("konto/profil/", views.profile_edit, name="profile-edit"),
]
