"""Every address of the portal and what each role meets there. A URL without a row fails.

Most apps have their rows beside their tests; tests/door.py says how to read them.
"""

from __future__ import annotations

from tests.door import ALL_LED_ON, EVERYBODY, NOBODY, ROLES, SIGNED_IN, Door, get, post
from tests.events import event_doors, minutes_doors
from tests.experts import contribution_doors, question_doors, release_doors, summary_doors
from tests.forum import moderation_doors, talk_doors
from tests.members import member_doors
from tests.practices import practice_doors

__all__ = ["DOORS", "ROLES", "Door"]

STAFF = "404 404 404 404 404 404 200 200"
NO_STAFF = "404 404 404 404 404 404 404 404"
SUPERUSERS = "404 404 404 404 404 404 403 200"

BARRIER = {"text": "Kein Fokus.", "token": "1f0c3a52-6a1b-4d0e-9a55-0d6f3f1f7a13"}

# Models whose list in the admin is the office's.
_OF_STAFF = {
    "content": "theme record snippet dailycount retentionperiod retentionrun",
    "members": "kreis user deputyship invitation accessrequest",
    "practices": "practice reviewremark edition adoption practicefile"
    " targetgroup partner legalbasis fundingsource",
    "events": "event registration eventorganiser eventmessage"
    " material minutes minutestask minutesversion",
    "forum": "room roommember roomlock topic post postfile report decision hiddenpost",
    "experts": "author consultation consultationfile contribution contributionversion"
    " followup opinion outcome paragraph quotation release",
    # In the trial moderators read the mails too; tests/notices shows that elsewhere they do not.
    "notices": "outgoingmail mailtext refusedaddress",
    "search": "synonymgroup",
    "portal": "page barrier pageedition acknowledgement",
}
_OF_SUPERUSERS = {
    "members": "dataexport",
    "practices": "savedpractice",
    "events": "calendarfeed",
    "notices": "notice preference",
}

_ADMIN = [
    get("admin", f"{app}_{model}_changelist", answers)
    for answers, lists in ((STAFF, _OF_STAFF), (SUPERUSERS, _OF_SUPERUSERS))
    for app, models in lists.items()
    for model in models.split()
]

DOORS: list[Door] = [
    get("portal", "start", EVERYBODY),
    get("portal", "first-steps", SIGNED_IN),
    post("portal", "first-steps", ALL_LED_ON),
    get("portal", "acknowledge", SIGNED_IN),
    post("portal", "acknowledge", ALL_LED_ON),
    get("portal", "page-editions", EVERYBODY, "rules_page"),
    get("portal", "live", EVERYBODY),
    get("portal", "ready", EVERYBODY),
    get("portal", "impressum", EVERYBODY),
    get("portal", "datenschutz", EVERYBODY),
    get("portal", "barrierefreiheit", EVERYBODY),
    get("portal", "barrier-report", EVERYBODY),
    post("portal", "barrier-report", "-> -> -> -> -> -> -> ->", **BARRIER),
    get("portal", "hilfe", EVERYBODY),
    get("portal", "shortcuts", EVERYBODY),
    get("portal", "handbuch-koordination", EVERYBODY),
    get("portal", "handbuch-moderation", EVERYBODY),
    get("portal", "handbuch-landkreistag", EVERYBODY),
    get("portal", "leichte-sprache", EVERYBODY),
    get("portal", "regeln", EVERYBODY),
    # Search: what the reader may read decides what is found
    get("search", "results", EVERYBODY),
    # Notices
    get("notices", "notice-list", SIGNED_IN),
    get("notices", "notices-mark", "login 405 405 405 405 405 405 405"),
    post("notices", "notices-mark", ALL_LED_ON),
    get("notices", "preferences", SIGNED_IN),
    post("notices", "preferences", SIGNED_IN),
    # The link of a mail works without signing in.
    get("notices", "unsubscribe", EVERYBODY, "unsubscribe_token"),
    post("notices", "unsubscribe", EVERYBODY, "unsubscribe_token"),
    get("notices", "unsubscribe", NOBODY, "forged_token"),
    *member_doors.DOORS,
    *practice_doors.DOORS,
    *event_doors.DOORS,
    *minutes_doors.DOORS,
    *talk_doors.DOORS,
    *moderation_doors.DOORS,
    *question_doors.DOORS,
    *contribution_doors.DOORS,
    *summary_doors.DOORS,
    *release_doors.DOORS,
    *_ADMIN,
    get("admin", "index", STAFF),
    get("admin", "content_record_export", STAFF),
    get("admin", "queue", STAFF, "queue"),
    get("admin", "queue", NO_STAFF, "queue_absent"),
    get("admin", "queue-item", STAFF, "queue_item"),
    get("admin", "queue-item", NO_STAFF, "queue_item_absent"),
    get("admin", "outbox", "404 404 404 404 404 404 -> ->"),
]
