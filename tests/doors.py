"""Every address of the portal and what each role meets there. A URL without a row fails.

Answers: a status; `login` for the way to the sign-in; `->` for another redirect.
Columns: public, liaison, programme, deputy (same Kreis, no lead), lead, other (lead of another
Kreis), moderator, admin (superuser without a role, who reads pages as the public does).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.events import event_doors, minutes_doors
from tests.experts import contribution_doors, question_doors, release_doors, summary_doors
from tests.forum import moderation_doors

ROLES = ("public", "liaison", "programme", "deputy", "lead", "other", "moderator", "admin")


@dataclass(frozen=True)
class Door:
    """One address (a URL name with a thing of the house as argument), one method, the answers."""

    name: str
    answers: str
    thing: str = ""
    method: str = "get"
    data: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.method} {self.name} {self.thing}".strip()


EVERYBODY = "200 200 200 200 200 200 200 200"
SIGNED_IN = "login 200 200 200 200 200 200 200"
KREISE_ONLY = "login 403 403 200 200 200 403 403"
OWN_KREIS = "login 404 404 200 200 404 404 404"
OWN_KREIS_OPEN_TO_OFFICE = "login 404 404 200 200 404 403 404"
NOBODY = "login 404 404 404 404 404 404 404"
STAFF = "404 404 404 404 404 404 200 200"
NO_STAFF = "404 404 404 404 404 404 404 404"
SUPERUSERS = "404 404 404 404 404 404 403 200"
ASKS_AGAIN = "login -> -> -> -> -> -> ->"
ONLY_WITHOUT_SESSION = "200 -> -> -> -> -> -> ->"

# Rooms: one open to all Kreise, one to the programme too, one closed that names the lead of Lippe
# as host and the programme team, one where „other“ is locked out, an archived one.
NETWORK = "login 404 200 200 200 200 200 404"
ROOM_OPEN = "login 404 404 200 200 200 200 404"
ROOM_CLOSED = "login 404 200 404 200 404 404 404"
ROOM_LOCKED = "login 404 404 200 200 404 200 404"
# The same, where the page is to be posted to and leads on.
SENT_OPEN = "login 404 404 -> -> -> -> 404"
SENT_CLOSED = "login 404 -> 404 -> 404 404 404"
POST_ONLY = "login 405 405 405 405 405 405 405"

SECOND = {"number": "2"}
FIRST = {"version": "1", "text": "Mit einem Zug."}
ANSWER = {"text": "Mit einem Bus.", "token": "1f0c3a52-6a1b-4d0e-9a55-0d6f3f1f7a11"}
BARRIER = {"text": "Kein Fokus.", "token": "1f0c3a52-6a1b-4d0e-9a55-0d6f3f1f7a13"}
THEME = {"art": "themenfeld", "was": "sprache"}
PUBLISHED, SUBMITTED = "practice_published", "practice_submitted"
TAKEN_OUT = "practice_archived_by_office"

DOORS = [
    # name, answers: public liaison programme deputy lead other moderator admin
    Door("portal:start", EVERYBODY),
    Door("portal:first-steps", SIGNED_IN),
    Door("portal:first-steps", "login -> -> -> -> -> -> ->", "", "post"),
    Door("portal:acknowledge", SIGNED_IN),
    Door("portal:acknowledge", "login -> -> -> -> -> -> ->", "", "post"),
    Door("portal:page-editions", EVERYBODY, "rules_page"),
    Door("portal:live", EVERYBODY),
    Door("portal:ready", EVERYBODY),
    Door("portal:impressum", EVERYBODY),
    Door("portal:datenschutz", EVERYBODY),
    Door("portal:barrierefreiheit", EVERYBODY),
    Door("portal:barrier-report", EVERYBODY),
    Door("portal:barrier-report", "-> -> -> -> -> -> -> ->", "", "post", BARRIER),
    Door("portal:hilfe", EVERYBODY),
    Door("portal:shortcuts", EVERYBODY),
    Door("portal:handbuch-koordination", EVERYBODY),
    Door("portal:handbuch-moderation", EVERYBODY),
    Door("portal:handbuch-landkreistag", EVERYBODY),
    Door("portal:leichte-sprache", EVERYBODY),
    Door("portal:regeln", EVERYBODY),
    # Kreise
    Door("members:kreis-list", EVERYBODY),
    Door("members:kreis", EVERYBODY, "kreis"),
    Door("members:kreis", NOBODY, "kreis_outside"),
    Door("members:kreis", NOBODY, "kreis_absent"),
    Door("members:kreis-edit", "login 403 403 403 200 403 200 403", "kreis"),
    Door("members:kreis-edit", NOBODY, "kreis_outside"),
    Door("members:kreis-confirm", "login 405 405 405 405 405 405 405", "kreis"),
    Door("members:kreis-confirm", "login 403 403 403 -> 403 -> 403", "kreis", "post"),
    Door("members:kreis-confirm", NOBODY, "kreis_outside", "post"),
    Door("members:membership-end", "login 403 403 403 403 403 200 200", "kreis"),
    Door("members:membership-end", "login 403 403 403 403 403 200 200", "kreis", "post"),
    Door("members:membership-end", NOBODY, "kreis_outside"),
    Door("members:kreis-team", "login 403 403 403 200 403 200 200", "kreis"),
    Door("members:kreis-team", NOBODY, "kreis_outside"),
    Door("members:person-close", "login 403 403 403 -> 403 -> ->", "colleague", "post"),
    Door("members:person-close", NOBODY, "stranger", "post"),
    Door("members:person-reopen", "login 403 403 403 -> 403 -> ->", "colleague", "post"),
    Door("members:person-make-lead", "login 403 403 403 -> 403 -> ->", "colleague", "post"),
    Door("members:person-deputies", "login 403 403 403 200 403 200 200", "colleague"),
    Door("members:person-deputies", "login 403 403 403 200 403 200 200", "colleague", "post"),
    Door("members:person-deputies", NOBODY, "stranger"),
    Door("members:person-change-kreis", "login 403 403 403 403 403 200 200", "colleague"),
    Door("members:person-change-kreis", "login 403 403 403 403 403 200 200", "colleague", "post"),
    Door("members:person-change-kreis", NOBODY, "stranger"),
    # Practices of Kreis Lippe in every state and for every audience
    Door("practices:practice-list", EVERYBODY),
    Door("practices:practice", EVERYBODY, "practice_public"),
    Door("practices:practice", "login 200 200 200 200 200 200 404", "practice_partners"),
    Door("practices:practice", "login 404 200 200 200 200 200 404", "practice_network"),
    Door("practices:practice", "login 404 404 200 200 200 200 404", "practice_members"),
    Door("practices:practice", "login 404 404 200 200 404 404 404", "practice_draft"),
    Door("practices:practice", "login 404 404 200 200 404 200 404", "practice_submitted"),
    Door("practices:practice", "login 404 404 200 200 404 200 404", "practice_query"),
    Door("practices:practice", EVERYBODY, "practice_to_review"),
    Door("practices:practice", "login 404 404 200 200 404 200 404", "practice_archived"),
    Door("practices:practice", NOBODY, "practice_absent"),
    Door("practices:practice", "login 404 -> -> -> -> -> 404", "practice_merged"),
    # On paper: as the page
    Door("practices:practice-pdf", EVERYBODY, "practice_public"),
    Door("practices:practice-pdf", "login 200 200 200 200 200 200 404", "practice_partners"),
    Door("practices:practice-pdf", "login 404 200 200 200 200 200 404", "practice_network"),
    Door("practices:practice-pdf", "login 404 404 200 200 200 200 404", "practice_members"),
    Door("practices:practice-pdf", OWN_KREIS, "practice_draft"),
    Door("practices:practice-pdf", "login 404 404 200 200 404 200 404", "practice_submitted"),
    Door("practices:practice-pdf", NOBODY, "practice_absent"),
    Door("practices:practice-pdf", "login 404 -> -> -> -> -> 404", "practice_merged"),
    # Writing practices
    Door("practices:practice-new", KREISE_ONLY),
    Door("practices:own", KREISE_ONLY),
    Door("practices:saved", SIGNED_IN),
    Door("practices:practice-edit", OWN_KREIS, "practice_draft"),
    Door("practices:practice-edit", OWN_KREIS_OPEN_TO_OFFICE, "practice_query"),
    Door("practices:practice-edit", "login 404 404 403 403 404 200 404", "practice_submitted"),
    Door("practices:practice-edit", "login 403 403 403 403 403 403 403", "practice_published"),
    Door("practices:practice-check", OWN_KREIS, "practice_draft"),
    Door("practices:practice-section", OWN_KREIS, "practice_section"),
    Door("practices:practice-section", OWN_KREIS, "section_with_files"),
    Door("practices:practice-section", NOBODY, "practice_section_absent"),
    Door(
        "practices:section-answers", "login 404 404 -> -> 404 404 404", "practice_section", "post"
    ),
    Door("practices:section-answers", NOBODY, "practice_section_absent", "post"),
    Door("practices:practice-discard", OWN_KREIS, "practice_draft"),
    Door("practices:remark-answer", "login 404 404 -> -> 404 403 404", "remark", "post"),
    Door("practices:practice-revise", "login 403 403 -> -> 403 -> 403", PUBLISHED, "post"),
    # Taken back by the first who may, it is a draft: no longer with the office, hidden from it.
    Door("practices:practice-withdraw", "login 404 404 -> 403 404 404 404", SUBMITTED, "post"),
    Door("practices:practice-publish", "login 404 404 403 403 404 -> 404", SUBMITTED, "post"),
    Door("practices:practice-query", "login 404 404 403 403 404 200 404", "practice_submitted"),
    Door("practices:practice-confirm", "login 403 403 -> -> 403 -> 403", PUBLISHED, "post"),
    Door("practices:practice-archive", "login 403 403 403 200 403 200 403", "practice_published"),
    Door("practices:practice-archive", "login 404 404 403 200 404 200 404", "practice_archived"),
    Door("practices:practice-archive", "login 404 404 403 403 404 200 404", TAKEN_OUT),
    Door(
        "practices:practice-archive",
        "login 404 404 403 403 404 -> 404",
        TAKEN_OUT,
        "post",
        {"back": ""},
    ),
    Door("practices:practice-publish", "login 404 -> -> -> -> -> 404", "practice_merged", "post"),
    Door("practices:practice-audience", "login 403 403 200 200 403 200 403", "practice_published"),
    Door("practices:practice-keep", "login -> -> -> -> -> -> 403", PUBLISHED, "post"),
    Door("practices:practice-keep", "login 404 404 -> -> 404 404 404", "practice_draft", "post"),
    Door("practices:practice-editions", SIGNED_IN, "practice_published"),
    Door("practices:practice-editions", OWN_KREIS, "practice_draft"),
    Door("practices:practice-differences", SIGNED_IN, "practice_pair"),
    # Adoptions: of Kreis Lippe's practices by the Kreis of „other“, and one by Kreis Lippe
    Door("practices:adoption-list", "login 403 200 200 200 200 200 403"),
    Door("practices:adoption-begin", "login 403 403 403 403 200 403 403", "practice_public"),
    Door("practices:adoption-begin", "login 404 404 403 403 200 403 404", "practice_members"),
    Door("practices:adoption-begin", "login 404 404 403 403 404 403 404", "practice_archived"),
    Door("practices:adoption-begin", NOBODY, "practice_absent"),
    Door(
        "practices:adoption-begin", "login 404 403 403 403 200 403 404", "practice_network", "post"
    ),
    Door("practices:adoption-begin", "login 404 404 403 403 404 403 404", "practice_query", "post"),
    Door("practices:adoption", "login 404 200 200 200 200 200 404", "adoption"),
    Door("practices:adoption", "login 404 404 200 200 200 200 404", "adoption_members"),
    Door("practices:adoption", "login 404 404 200 200 200 200 404", "adoption_archived"),
    Door("practices:adoption", "login 404 200 200 200 200 200 404", "adoption_of_lippe"),
    Door("practices:adoption-edit", "login 404 403 403 403 200 200 404", "adoption"),
    Door("practices:adoption-edit", "login 404 403 200 200 403 200 404", "adoption_of_lippe"),
    Door(
        "practices:adoption-edit", "login 404 403 200 200 403 200 404", "adoption_of_lippe", "post"
    ),
    Door("practices:adoption-withdraw", "login 405 405 405 405 405 405 405", "adoption"),
    Door(
        "practices:adoption-withdraw", "login 404 403 -> -> 403 -> 404", "adoption_of_lippe", "post"
    ),
    Door(
        "practices:adoption-source-seen",
        "login 404 403 -> -> 403 -> 404",
        "adoption_of_lippe",
        "post",
    ),
    Door(
        "practices:adoption-source-seen",
        "login 404 404 403 403 404 -> 404",
        "adoption_archived",
        "post",
    ),
    Door("practices:adoption-outcome", "login 404 403 403 403 200 200 404", "adoption_after_6"),
    Door(
        "practices:adoption-outcome",
        "login 404 403 200 200 403 200 404",
        "adoption_of_lippe_after_12",
    ),
    Door(
        "practices:adoption-outcome",
        "login 404 403 200 200 403 200 404",
        "adoption_of_lippe_after_12",
        "post",
    ),
    Door("practices:adoption-outcome", NOBODY, "adoption_after_7"),
    # In calendars: as the page, but no draft; a secret address for programs that cannot sign in
    Door("events:ics", EVERYBODY, "event_public"),
    Door("events:ics", "login 200 200 200 200 200 200 404", "event_partners"),
    Door("events:ics", "login 404 200 200 200 200 200 404", "event_network"),
    Door("events:ics", "login 404 404 200 200 200 200 404", "event_members"),
    Door("events:ics", NOBODY, "event_draft"),
    Door("events:ics", EVERYBODY, "event_cancelled"),
    Door("events:ics", NOBODY, "event_absent"),
    Door("events:feed-settings", "login 200 200 200 200 200 200 404"),
    Door("events:feed-set", "login -> -> -> -> -> -> 404", "", "post"),
    Door("events:feed", EVERYBODY, "feed"),
    Door("events:feed", "404 404 404 404 404 404 404 404", "feed_forged"),
    # Events of Kreis Lippe: for every audience, a draft, a cancelled one
    *(Door(*door) for door in event_doors.DOORS),
    # The protected discussion: rooms
    Door("forum:topic-list", NETWORK),
    Door("forum:all-read", POST_ONLY),
    Door("forum:all-read", "login 404 -> -> -> -> -> 404", method="post"),
    Door("forum:rules-accept", NETWORK),
    Door("forum:rules-accept", "login 404 -> -> -> -> -> 404", method="post"),
    Door("forum:post-bin", NETWORK),
    Door("forum:drafts", NETWORK),
    Door("forum:drafts", "login 404 -> -> -> -> -> 404", method="post"),
    Door("forum:watching", NETWORK),
    Door("forum:theme-choice", NETWORK),
    Door("forum:theme-choice", "login 404 -> -> -> -> -> 404", method="post"),
    Door("forum:watch-set", POST_ONLY),
    Door("forum:watch-set", "login 404 -> -> -> -> -> 404", method="post", data=THEME),
    Door("forum:watch-set", NOBODY, method="post"),
    Door("forum:room-new", "login 404 403 403 200 200 200 404"),
    Door("forum:room-new", "login 404 403 403 200 200 200 404", method="post"),
    Door("forum:topic-new", NETWORK),
    Door("forum:topic-new", NETWORK, method="post"),
    Door("forum:room", ROOM_OPEN, "room"),
    Door("forum:room", NETWORK, "room_programme"),
    Door("forum:room", ROOM_CLOSED, "room_closed"),
    Door("forum:room", ROOM_LOCKED, "room_locked"),
    Door("forum:room", ROOM_OPEN, "room_archived"),
    Door("forum:room", NOBODY, "room_absent"),
    Door("forum:room-readers", ROOM_OPEN, "room"),
    Door("forum:room-readers", ROOM_CLOSED, "room_closed"),
    Door("forum:room-readers", ROOM_LOCKED, "room_locked"),
    Door("forum:room-readers", NOBODY, "room_absent"),
    Door("forum:room-mentions", ROOM_OPEN, "room"),
    Door("forum:room-mentions", NETWORK, "room_programme"),
    Door("forum:room-mentions", ROOM_CLOSED, "room_closed"),
    Door("forum:room-mentions", ROOM_LOCKED, "room_locked"),
    Door("forum:room-mentions", NOBODY, "room_absent"),
    Door("forum:room-archive", POST_ONLY, "room"),
    Door("forum:room-archive", "login 404 404 403 403 403 -> 404", "room", "post"),
    Door("forum:room-archive", "login 404 403 404 -> 404 404 404", "room_closed", "post"),
    Door("forum:room-archive", "login 404 404 403 403 404 -> 404", "room_locked", "post"),
    Door("forum:room-edit", "login 404 404 403 403 403 200 404", "room"),
    Door("forum:room-edit", "login 404 403 404 200 404 404 404", "room_closed"),
    Door("forum:room-edit", "login 404 403 404 200 404 404 404", "room_closed", "post"),
    Door("forum:room-members", "login 404 404 403 403 403 200 404", "room"),
    Door("forum:room-members", "login 404 403 403 403 403 403 404", "room_programme"),
    Door("forum:room-members", ROOM_CLOSED, "room_closed"),
    Door("forum:room-members", "login 404 404 403 403 404 200 404", "room_locked"),
    Door("forum:room-members", NOBODY, "room_absent"),
    # Whoever may name people there names nobody: that one is not found.
    Door("forum:room-admit", POST_ONLY, "room_closed"),
    Door("forum:room-admit", "login 404 404 403 403 403 404 404", "room", "post"),
    Door("forum:room-admit", "login 404 403 404 404 404 404 404", "room_closed", "post"),
    Door("forum:room-remove", POST_ONLY, "room_closed"),
    Door("forum:room-remove", "login 404 404 403 403 403 404 404", "room", "post"),
    Door("forum:room-remove", "login 404 403 404 404 404 404 404", "room_closed", "post"),
    Door("forum:room-host", POST_ONLY, "room_closed"),
    Door("forum:room-host", "login 404 403 404 404 404 404 404", "room_closed", "post"),
    Door("forum:room-host", SENT_CLOSED, "room_closed", "post", {"selbst": "1"}),
    Door("forum:room-host", "login 404 404 403 403 403 404 404", "room", "post", {"selbst": "1"}),
    Door("forum:room-leave", POST_ONLY, "room_closed"),
    Door("forum:room-leave", SENT_OPEN, "room", "post"),
    Door("forum:room-leave", SENT_CLOSED, "room_closed", "post"),
    # Topics; those of Lippe's lead
    Door("forum:topic", ROOM_OPEN, "topic"),
    Door("forum:topic", NETWORK, "topic_programme"),
    Door("forum:topic", ROOM_CLOSED, "topic_closed"),
    Door("forum:topic", ROOM_LOCKED, "topic_locked"),
    Door("forum:topic", ROOM_OPEN, "topic_archived"),
    Door("forum:topic", NOBODY, "topic_deleted"),
    Door("forum:topic", NOBODY, "topic_absent"),
    Door("forum:post-new", "login 404 404 -> -> -> -> 404", "topic"),
    Door("forum:post-new", SENT_OPEN, "topic", "post", ANSWER),
    Door("forum:post-new", SENT_CLOSED, "topic_closed", "post", ANSWER),
    Door("forum:post-new", "login 404 404 -> -> 404 -> 404", "topic_locked", "post", ANSWER),
    Door("forum:post-new", "login 404 404 409 409 409 409 404", "topic_archived", "post", ANSWER),
    Door("forum:post-new", NOBODY, "topic_deleted", "post", ANSWER),
    Door("forum:post-files", "login 404 404 -> -> -> -> 404", "topic"),
    Door("forum:post-files", ROOM_OPEN, "topic", "post"),
    Door("forum:post-files", ROOM_CLOSED, "topic_closed", "post"),
    Door("forum:post-files", "login 404 404 200 200 404 200 404", "topic_locked", "post"),
    Door("forum:post-files", "login 404 404 409 409 409 409 404", "topic_archived", "post"),
    Door("forum:post-files", NOBODY, "topic_deleted", "post"),
    Door("forum:draft-save", "login 404 404 -> -> -> -> 404", "topic"),
    Door("forum:draft-save", ROOM_OPEN, "topic", "post"),
    Door("forum:draft-save", ROOM_CLOSED, "topic_closed", "post"),
    Door("forum:topic-edit", "login 404 404 403 200 403 200 404", "topic"),
    Door("forum:topic-edit", "login 404 404 403 200 403 200 404", "topic", "post"),
    Door("forum:topic-edit", "login 404 403 404 200 404 404 404", "topic_closed"),
    Door("forum:topic-edit", "login 404 404 403 403 403 200 404", "topic_archived"),
    Door("forum:topic-edit", NOBODY, "topic_absent"),
    Door("forum:topic-practice", "login 404 404 200 200 200 403 404", "topic"),
    Door("forum:topic-practice", "login 404 404 200 200 200 403 404", "topic", "post"),
    Door("forum:topic-practice", "login 404 403 404 200 404 404 404", "topic_closed"),
    Door("forum:topic-state", POST_ONLY, "topic"),
    Door("forum:topic-state", "login 404 404 403 403 403 -> 404", "topic", "post"),
    Door("forum:topic-state", "login 404 403 404 -> 404 404 404", "topic_closed", "post"),
    Door("forum:topic-summary", "login 404 404 403 403 403 200 404", "topic"),
    Door("forum:topic-summary", "login 404 404 403 403 403 200 404", "topic", "post"),
    Door("forum:topic-summary", "login 404 403 404 200 404 404 404", "topic_closed"),
    Door("forum:topic-follow", POST_ONLY, "topic"),
    Door("forum:topic-follow", SENT_OPEN, "topic", "post"),
    Door("forum:topic-follow", SENT_CLOSED, "topic_closed", "post"),
    # Posts; those of Lippe's lead
    Door("forum:post-helpful", POST_ONLY, "topic"),
    Door("forum:post-helpful", SENT_OPEN, "topic", "post", SECOND),
    Door("forum:post-helpful", NOBODY, "topic", "post", {"number": "9"}),
    Door("forum:post-helpful", SENT_CLOSED, "topic_closed", "post", SECOND),
    Door("forum:post-best", POST_ONLY, "topic"),
    Door("forum:post-best", "login 404 404 403 -> 403 -> 404", "topic", "post", SECOND),
    Door("forum:post-best", "login 404 403 404 -> 404 404 404", "topic_closed", "post", SECOND),
    Door("forum:post-best", "login 404 404 403 403 403 -> 404", "topic_archived", "post", SECOND),
    Door("forum:post-edit", "login 404 404 403 200 403 403 404", "post"),
    Door("forum:post-edit", "login 404 404 403 200 403 403 404", "post", "post"),
    Door("forum:post-edit", "login 404 403 404 200 404 404 404", "post_closed"),
    Door("forum:post-edit", "login 404 404 403 403 403 403 404", "post_archived"),
    Door("forum:post-edit", "login 404 404 403 403 403 403 404", "post_deleted"),
    Door("forum:post-edit", NOBODY, "post_absent"),
    Door("forum:edit-files", "login 404 404 403 -> 403 403 404", "post"),
    Door("forum:edit-files", "login 404 404 403 200 403 403 404", "post", "post"),
    Door("forum:edit-files", "login 404 403 404 200 404 404 404", "post_closed", "post"),
    Door("forum:edit-files", "login 404 404 403 403 403 403 404", "post_archived", "post"),
    Door("forum:edit-files", "login 404 404 403 403 403 403 404", "post_deleted", "post"),
    Door("forum:edit-draft-save", "login 404 404 403 -> 403 403 404", "post"),
    Door("forum:edit-draft-save", "login 404 404 403 409 403 403 404", "post", "post"),
    Door("forum:edit-draft-save", "login 404 404 403 200 403 403 404", "post", "post", FIRST),
    Door(
        "forum:edit-draft-save", "login 404 403 404 200 404 404 404", "post_closed", "post", FIRST
    ),
    Door("forum:post-delete", POST_ONLY, "post"),
    Door("forum:post-delete", "login 404 404 403 -> 403 403 404", "post", "post"),
    Door("forum:post-delete", "login 404 403 404 -> 404 404 404", "post_closed", "post"),
    Door("forum:post-delete", "login 404 404 403 403 403 403 404", "post_archived", "post"),
    Door("forum:post-versions", ROOM_OPEN, "post"),
    Door("forum:post-versions", ROOM_CLOSED, "post_closed"),
    Door("forum:post-versions", "login 404 404 403 200 403 200 404", "post_deleted"),
    # Files of posts have the right of their post; before, they are their writer's alone.
    Door("forum:post-file", ROOM_OPEN, "post_file"),
    Door("forum:post-file", NETWORK, "post_file_programme"),
    Door("forum:post-file", ROOM_CLOSED, "post_file_closed"),
    Door("forum:post-file", ROOM_LOCKED, "post_file_locked"),
    Door("forum:post-file", ROOM_OPEN, "post_file_archived"),
    Door("forum:post-file", NOBODY, "post_file_deleted"),
    Door("forum:post-file", NOBODY, "post_file_of_deleted"),
    Door("forum:post-file", NOBODY, "post_file_absent"),
    Door("forum:post-file", "login 404 404 404 200 404 404 404", "draft_file"),
    # Search: what the reader may read decides what is found
    Door("search:results", EVERYBODY),
    # Files and pictures have the right of their practice; files are for the network only.
    Door("practices:practice-file", "login 404 200 200 200 200 200 404", "file_of_public"),
    Door("practices:practice-file", "login 404 404 200 200 200 200 404", "file_of_members"),
    Door("practices:practice-file", "login 404 404 200 200 404 404 404", "file_of_draft"),
    Door("practices:practice-file", "login 404 404 200 200 404 200 404", "file_of_submitted"),
    Door("practices:practice-file", "login 404 404 200 200 404 200 404", "file_of_archived"),
    Door("practices:practice-file", NOBODY, "file_elsewhere"),
    Door("practices:practice-picture", EVERYBODY, "practice_public"),
    Door("practices:practice-picture", "login 404 404 200 200 200 200 404", "practice_members"),
    Door("practices:practice-picture", OWN_KREIS, "practice_draft"),
    Door("practices:practice-picture", "login 404 404 200 200 404 200 404", SUBMITTED),
    Door("practices:practice-picture", NOBODY, "practice_absent"),
    Door("practices:file-add", OWN_KREIS, "practice_draft"),
    Door("practices:file-add", OWN_KREIS, "practice_draft", "post"),
    Door("practices:file-add", "login 403 403 403 403 403 403 403", PUBLISHED, "post"),
    Door("practices:file-remove", OWN_KREIS, "file_in_editor"),
    Door("practices:file-remove", "login 404 404 -> 404 404 404 404", "file_in_editor", "post"),
    Door("practices:picture-edit", OWN_KREIS, "practice_draft"),
    Door("practices:picture-edit", OWN_KREIS, "practice_draft", "post"),
    Door("practices:picture-remove", OWN_KREIS, "practice_draft"),
    Door("practices:picture-remove", "login 404 404 -> -> 404 404 404", "practice_draft", "post"),
    # Coming in
    Door("members:access", EVERYBODY),
    Door("members:invitation-list", "login 403 403 403 200 200 200 200"),
    Door("members:invitation-revoke", "login 405 405 405 405 405 405 405", "invitation"),
    Door("members:invitation-revoke", "login 404 404 404 -> 404 -> ->", "invitation", "post"),
    Door("members:invitation-resend", "login 404 404 404 -> 404 -> ->", "invitation", "post"),
    Door("members:invitation", EVERYBODY, "invitation_token"),
    Door("members:invitation", "410 410 410 410 410 410 410 410", "invitation_dead"),
    Door("members:invitation-renew", "405 405 405 405 405 405 405 405", "invitation_dead"),
    Door("members:invitation-renew", EVERYBODY, "invitation_dead", "post"),
    # Notices
    Door("notices:notice-list", SIGNED_IN),
    Door("notices:notices-mark", "login 405 405 405 405 405 405 405"),
    Door("notices:notices-mark", "login -> -> -> -> -> -> ->", method="post"),
    Door("notices:preferences", SIGNED_IN),
    Door("notices:preferences", SIGNED_IN, method="post"),
    # The link of a mail works without signing in.
    Door("notices:unsubscribe", EVERYBODY, "unsubscribe_token"),
    Door("notices:unsubscribe", EVERYBODY, "unsubscribe_token", "post"),
    Door("notices:unsubscribe", NOBODY, "forged_token"),
    # The own account
    Door("members:profile", SIGNED_IN),
    Door("members:profile-edit", SIGNED_IN),
    Door("members:deputies", "login 403 403 200 200 200 403 403"),
    Door("members:deputies", "login 403 403 200 200 200 403 403", method="post"),
    Door("members:deputyship-end", "login 405 405 405 405 405 405 405", "deputyship"),
    Door("members:deputyship-end", "login 404 404 403 -> 404 -> ->", "deputyship", "post"),
    Door("account_login", ONLY_WITHOUT_SESSION),
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
    Door("account_set_password", "login -> -> -> -> -> -> ->"),
    Door("account_reauthenticate", SIGNED_IN),
    Door("usersessions_list", SIGNED_IN),
    # The second factor; whoever changes one is asked for the password first.
    Door("mfa_index", SIGNED_IN),
    Door("mfa_authenticate", "login -> -> -> -> -> -> ->"),
    Door("mfa_reauthenticate", "login -> -> -> -> -> -> ->"),
    Door("mfa_reauthenticate_webauthn", "login -> -> -> -> -> -> ->"),
    Door("mfa_login_webauthn", EVERYBODY),
    Door("mfa_activate_totp", ASKS_AGAIN),
    Door("mfa_deactivate_totp", NOBODY),
    Door("mfa_view_recovery_codes", NOBODY),
    Door("mfa_download_recovery_codes", NOBODY),
    Door("mfa_generate_recovery_codes", ASKS_AGAIN),
    Door("mfa_add_webauthn", ASKS_AGAIN),
    Door("mfa_list_webauthn", "login -> -> -> -> -> -> ->"),
    Door("mfa_edit_webauthn", ASKS_AGAIN, "passkey"),
    Door("mfa_remove_webauthn", ASKS_AGAIN, "passkey"),
    # The own data: asked for the password before anything is put together or fetched
    Door("members:own-data", SIGNED_IN),
    Door("members:own-data", ASKS_AGAIN, method="post"),
    Door("members:own-data-file", ASKS_AGAIN),
    # Leaving: asked for the password first, the erasure of others for the superuser alone
    Door("members:leave", ASKS_AGAIN),
    Door("members:leave", ASKS_AGAIN, method="post"),
    Door("members:stay", POST_ONLY),
    Door("members:stay", "login -> -> -> -> -> -> ->", method="post"),
    Door("members:handover", SIGNED_IN),
    Door("members:handover", "login -> -> -> -> -> -> ->", method="post", data={"keins": "1"}),
    Door("members:person-erase", "login 404 404 404 404 404 404 ->", "person"),
    Door("members:person-erase", "login 404 404 404 404 404 404 ->", "person", "post"),
    Door("members:factor-reset", "login 404 403 403 200 403 200 404", "person"),
    # Drafts of the forum: back to the page they are written on
    Door("forum:topic-draft-save", "login 404 -> -> -> -> -> 404"),
    Door("forum:topic-draft-save", "login 404 200 200 200 200 200 404", method="post"),
    Door("forum:topic-files", "login 404 -> -> -> -> -> 404"),
    Door("forum:topic-files", "login 404 200 200 200 200 200 404", method="post"),
    # The admin: its index and the list of each model
    Door("admin:index", STAFF),
    Door("admin:content_theme_changelist", STAFF),
    Door("admin:content_record_changelist", STAFF),
    Door("admin:members_kreis_changelist", STAFF),
    Door("admin:members_user_changelist", STAFF),
    Door("admin:members_deputyship_changelist", STAFF),
    Door("admin:members_dataexport_changelist", SUPERUSERS),
    Door("admin:members_invitation_changelist", STAFF),
    Door("admin:members_accessrequest_changelist", STAFF),
    Door("admin:practices_practice_changelist", STAFF),
    Door("admin:practices_reviewremark_changelist", STAFF),
    Door("admin:practices_edition_changelist", STAFF),
    Door("admin:practices_savedpractice_changelist", SUPERUSERS),
    Door("admin:practices_adoption_changelist", STAFF),
    Door("admin:practices_practicefile_changelist", STAFF),
    Door("admin:practices_targetgroup_changelist", STAFF),
    Door("admin:practices_partner_changelist", STAFF),
    Door("admin:practices_legalbasis_changelist", STAFF),
    Door("admin:practices_fundingsource_changelist", STAFF),
    Door("admin:portal_page_changelist", STAFF),
    Door("admin:portal_barrier_changelist", STAFF),
    Door("admin:portal_pageedition_changelist", STAFF),
    Door("admin:portal_acknowledgement_changelist", STAFF),
    Door("admin:events_event_changelist", STAFF),
    Door("admin:events_registration_changelist", STAFF),
    Door("admin:events_eventorganiser_changelist", STAFF),
    Door("admin:events_eventmessage_changelist", STAFF),
    Door("admin:events_calendarfeed_changelist", SUPERUSERS),
    Door("admin:forum_room_changelist", STAFF),
    Door("admin:forum_roommember_changelist", STAFF),
    Door("admin:forum_roomlock_changelist", STAFF),
    Door("admin:forum_topic_changelist", STAFF),
    Door("admin:forum_post_changelist", STAFF),
    Door("admin:forum_postfile_changelist", STAFF),
    Door("admin:search_synonymgroup_changelist", STAFF),
    # In the trial moderators read the mails too; tests/notices shows that elsewhere they do not.
    Door("admin:notices_outgoingmail_changelist", STAFF),
    Door("admin:notices_mailtext_changelist", STAFF),
    Door("admin:notices_refusedaddress_changelist", STAFF),
    Door("admin:notices_notice_changelist", SUPERUSERS),
    Door("admin:notices_preference_changelist", SUPERUSERS),
    Door("admin:content_snippet_changelist", STAFF),
    Door("admin:content_dailycount_changelist", STAFF),
    Door("admin:content_record_export", STAFF),
    Door("admin:content_retentionperiod_changelist", STAFF),
    Door("admin:content_retentionrun_changelist", STAFF),
    Door("admin:queue", STAFF, "queue"),
    Door("admin:queue", NO_STAFF, "queue_absent"),
    Door("admin:queue-item", STAFF, "queue_item"),
    Door("admin:queue-item", NO_STAFF, "queue_item_absent"),
    Door("admin:outbox", "404 404 404 404 404 404 -> ->"),
]
_ROWS = (
    *moderation_doors.ROWS,
    *minutes_doors.ROWS,
    *question_doors.ROWS,
    *release_doors.ROWS,
    *summary_doors.ROWS,
    *contribution_doors.ROWS,
)
DOORS += [Door(*row) for row in _ROWS]
