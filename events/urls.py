from __future__ import annotations

from django.urls import path

from events import views

app_name = "events"
_of = "<int:event_id>/"
urlpatterns = [
    path("", views.event_list, name="event-list"),
    path(_of, views.event, name="event"),
]
