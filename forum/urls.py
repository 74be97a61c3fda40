from __future__ import annotations

from django.urls import path

from forum import views

app_name = "forum"
_room = "raum/<slug:slug>/"
_topic = "thema/<int:topic_id>/"
urlpatterns = [
    path("", views.topic_list, name="topic-list"),
    path("meldungen/", views.report_list, name="report-list"),
    path("meldungen/antwort/<int:decision_id>/", views.answer_note, name="answer-note"),
    path("entscheidung/<int:decision_id>/", views.decision, name="decision"),
    path("papierkorb/", views.topic_bin, name="bin"),
    path("gelesen/", views.all_read, name="all-read"),
    path("raum-neu/", views.room_new, name="room-new"),
    path("regeln/", views.rules_accept, name="rules-accept"),
    path("papierkorb/beitraege/", views.post_bin, name="post-bin"),
    path("beobachten/", views.watching, name="watching"),
    path("beobachten/aendern/", views.watch_set, name="watch-set"),
    path("frage/", views.topic_new, name="topic-new"),
    path("frage/dateien/", views.topic_files, name="topic-files"),
    path("frage/entwurf/", views.topic_draft_save, name="topic-draft-save"),
    path("datei/<int:file_id>/", views.post_file, name="post-file"),
    path(_topic, views.topic, name="topic"),
    path(f"{_topic}antworten/", views.post_new, name="post-new"),
    path(f"{_topic}dateien/", views.post_files, name="post-files"),
    path(f"{_topic}entwurf/", views.draft_save, name="draft-save"),
    path(f"{_topic}bearbeiten/", views.topic_edit, name="topic-edit"),
    path(f"{_topic}praxisbeispiel/", views.topic_practice, name="topic-practice"),
    path(f"{_topic}stand/", views.topic_state, name="topic-state"),
    path(f"{_topic}zusammenfassung/", views.topic_summary, name="topic-summary"),
    path(f"{_topic}mitteilungen/", views.topic_follow, name="topic-follow"),
    path(f"{_topic}moderieren/", views.topic_moderate, name="topic-moderate"),
    path(f"{_topic}loeschen/", views.topic_delete, name="topic-delete"),
    path(f"{_topic}zurueckholen/", views.topic_restore, name="topic-restore"),
    path(f"{_topic}hilfreich/", views.post_helpful, name="post-helpful"),
    path(f"{_topic}beste-antwort/", views.post_best, name="post-best"),
    path(f"{_topic}<int:number>/bearbeiten/", views.post_edit, name="post-edit"),
    path(f"{_topic}<int:number>/dateien/", views.edit_files, name="edit-files"),
    path(f"{_topic}<int:number>/entwurf/", views.edit_draft_save, name="edit-draft-save"),
    path(f"{_topic}<int:number>/loeschen/", views.post_delete, name="post-delete"),
    path(f"{_topic}<int:number>/verlauf/", views.post_versions, name="post-versions"),
    path(_room, views.room, name="room"),
    path(f"{_room}wer-liest-mit/", views.room_readers, name="room-readers"),
    path(f"{_room}erwaehnen/", views.room_mentions, name="room-mentions"),
    path(f"{_room}archivieren/", views.room_archive, name="room-archive"),
    path(f"{_room}bearbeiten/", views.room_edit, name="room-edit"),
    path(f"{_room}mitglieder/", views.room_members, name="room-members"),
    path(f"{_room}mitglieder/aufnehmen/", views.room_admit, name="room-admit"),
    path(f"{_room}mitglieder/entfernen/", views.room_remove, name="room-remove"),
    path(f"{_room}mitglieder/gastgeberrolle/", views.room_host, name="room-host"),
    path(f"{_room}verlassen/", views.room_leave, name="room-leave"),
    path(f"{_topic}<int:number>/melden/", views.post_report, name="post-report"),
    path(f"{_topic}<int:number>/moderieren/", views.post_moderate, name="post-moderate"),
    path(f"{_room}sperren/", views.room_locks, name="room-locks"),
    path(f"{_room}sperren/<int:lock_id>/aufheben/", views.lock_lift, name="lock-lift"),
]
