"""What notices and mail hold of people."""

from __future__ import annotations

from content.people import Fate, Holding, Link, declare, eraser, names_nobody
from notices.models import Notice, OutgoingMail, Preference, RefusedAddress
from notices.services import forget_in_mails

declare(
    Holding(
        Notice,
        "Ihre Mitteilungen",
        (
            Link("person", Fate.DELETE),
            Link("on_behalf_of", Fate.DELETE, columns=()),
        ),
    ),
    Holding(Preference, "Wie Sie Mitteilungen bekommen", (Link("person", Fate.DELETE),)),
    Holding(
        OutgoingMail,
        "E-Mails an Sie",
        (Link("person", Fate.DELETE),),
        addresses={"to": Fate.DELETE},
        secrets=("message_id",),
    ),
    Holding(RefusedAddress, "Abgewiesene E-Mails", addresses={"address": Fate.DELETE}),
)
names_nobody("procrastinate.ProcrastinateJob", "queue_name", "task_name")
names_nobody("procrastinate.ProcrastinatePeriodicDefer", "task_name")
# „Jonas Behrens lädt Sie ein“ is written when it is queued.
eraser(forget_in_mails)
