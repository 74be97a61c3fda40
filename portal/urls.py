from __future__ import annotations

from django.urls import path

from portal import views
from portal.views.pages import PAGES

app_name = "portal"
urlpatterns = [
    path("", views.start, name="start"),
    path("health/live", views.live, name="live"),
    path("health/ready", views.ready, name="ready"),
    *(path(f"{slug}/", views.page, {"slug": slug}, name=slug) for slug in PAGES),
]
