from __future__ import annotations

from django.urls import path

from portal import views
from portal.handbook import PARTS
from portal.views.pages import PAGES

app_name = "portal"
urlpatterns = [
    path("", views.start, name="start"),
    path("erste-schritte/", views.first_steps, name="first-steps"),
    path("kenntnisnahme/", views.acknowledge, name="acknowledge"),
    path("<slug:slug>/fassungen/", views.page_editions, name="page-editions"),
    path("health/live", views.live, name="live"),
    path("health/ready", views.ready, name="ready"),
    path("barrierefreiheit/melden/", views.barrier_report, name="barrier-report"),
    path("hilfe/tastatur/", views.shortcuts, name="shortcuts"),
    *(
        path(f"hilfe/handbuch/{part}/", views.handbook, {"name": part}, name=f"handbuch-{part}")
        for part in PARTS
    ),
    *(path(f"{slug}/", views.page, {"slug": slug}, name=slug) for slug in PAGES),
]
