from __future__ import annotations

from django.urls import path

from members import views

app_name = "members"
urlpatterns = [
    path("kreise/", views.kreis_list, name="kreis-list"),
    path("kreise/<str:ags>/", views.kreis, name="kreis"),
    path("kreise/<str:ags>/bearbeiten/", views.kreis_edit, name="kreis-edit"),
    path("kreise/<str:ags>/bestaetigen/", views.kreis_confirm, name="kreis-confirm"),
    path("konto/", views.profile, name="profile"),
    path("konto/profil/", views.profile_edit, name="profile-edit"),
]
