"""What happens to contributions that people are told of. No notice says what a Kreis said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from experts.news.questions import AREA, consultations, line_about
from experts.querysets import is_moderator, is_of_kreis
from notices.choices import Channel
from notices.kinds import Line, NoticeKind, declare

if TYPE_CHECKING:
    from experts.models import Consultation
    from notices.models import Notice


_ENDS = {
    "geaendert": "Ein Kreis hat seine Rückmeldung geändert",
    "zurueck": "Ein Kreis hat seine Rückmeldung zurückgezogen",
}


def _submitted(consultation: Consultation, notice: Notice) -> Line:
    end = notice.happening.rpartition(" ")[2]
    return line_about(consultation, _ENDS.get(end, "Neue Rückmeldung eines Kreises"))


SUBMITTED = declare(
    NoticeKind(
        name="rueckmeldung-eingegangen",
        label="Ein Kreis antwortet auf eine Anfrage",
        area=AREA,
        default=Channel.WEEKLY,
        readable=consultations,
        line=_submitted,
        concerns=is_moderator,
    )
)


def _source_changed(consultation: Consultation, notice: Notice) -> Line:
    what = "zurückgezogen" if notice.happening.endswith("zurueck") else "geändert"
    text = f"Eine Rückmeldung wurde {what}, auf die sich die Auswertung stützt"
    advice = "Prüfen Sie die gekennzeichneten Absätze der Auswertung."
    return line_about(consultation, text, advice=advice)


SOURCE_CHANGED = declare(
    NoticeKind(
        name="rueckmeldung-geaendert",
        label="Eine Rückmeldung ändert sich, auf die sich eine Auswertung stützt",
        area=AREA,
        default=Channel.AT_ONCE,
        readable=consultations,
        line=_source_changed,
        concerns=is_moderator,
        is_task=True,
    )
)


def _reminder(consultation: Consultation, notice: Notice) -> Line:  # noqa: ARG001
    until = f"{consultation.deadline:%d.%m.%Y}"
    text = f"Bis zum {until}: Die Rückmeldung Ihres Kreises fehlt noch"
    advice = "Auch „keine Anmerkung“ ist eine Antwort."
    return line_about(consultation, text, advice=advice)


REMINDER = declare(
    NoticeKind(
        name="rueckmeldung-erinnerung",
        label="Erinnerung, solange unser Kreis nicht geantwortet hat",
        area=AREA,
        default=Channel.AT_ONCE,
        readable=consultations,
        line=_reminder,
        concerns=is_of_kreis,
        is_task=True,
    )
)
