from __future__ import annotations

from django.urls import path

from practices import views

app_name = "practices"
urlpatterns = [
    path("", views.practice_list, name="practice-list"),
    path("<int:practice_id>/", views.practice, name="practice"),
]
