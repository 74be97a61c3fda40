"""Nothing that is released names or tells what somebody did not agree to, whatever was agreed to.

The 14 founding members, with random consents, opinions, answers and quotations. Every word that
only a contribution, a draft, an opinion or a profile holds is unmistakable.
"""

from __future__ import annotations

import csv
import io
import random
import zipfile
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pypdf
import pytest
from django.conf import settings
from django.utils import timezone

from content.choices import Audience
from experts.choices import Consent, QuoteConsent, Section, Stage, Verdict
from experts.models import Opinion, Quotation, Source
from experts.services.releasing import hand_over_summary, release_summary
from tests import factories
from tests.experts.making import make_consultation, make_contribution, make_paragraph

if TYPE_CHECKING:
    from experts.models import Consultation, Contribution, Paragraph, Release
    from members.models import Kreis

with (settings.ROOT / "members/data/founding_members.csv").open(encoding="utf-8-sig") as table:
    FOUNDERS = list(csv.DictReader(table))
_QUOTED = (QuoteConsent.NAMED, QuoteConsent.KREIS)


def make_founders() -> list[Kreis]:
    """Make the 14 with their inhabitants; each has a name that stands nowhere else."""
    return [
        factories.make_kreis(
            row["ags"], name=f"Landkreis Namehaft{row['ags']}", population=int(row["population"])
        )
        for row in FOUNDERS
    ]


def make_answers(one: Consultation, kreise: list[Kreis], dice: random.Random) -> None:
    for kreis in kreise:
        make_contribution(
            one,
            kreis,
            text=f"Geheimwort{kreis.pk} sagt der Landrat.",
            draft={"answers": {"1": {"text": f"Entwurfwort{kreis.pk}"}}},
            consent=dice.choice(list(Consent)),
            submitted_name=f"Personname{kreis.pk}",
            submitted_function=f"Funktionswort{kreis.pk}",
        )
        answer = one.contributions.get(kreis=kreis).answers.filter(item__kind="aussage")
        answer.update(choice=dice.choice(["ja", "teils", "nein"]))


def make_sources(
    one: Consultation, contributions: list[Contribution], dice: random.Random
) -> list[Paragraph]:
    made = []
    for section in Section:
        paragraph = make_paragraph(one, section, text="Gruppen sind zu groß.")
        made.append(paragraph)
        behind = dice.sample(contributions, dice.randint(1, len(contributions)))
        for contribution in behind:
            Source.objects.create(paragraph=paragraph, contribution=contribution)
        for contribution in dice.sample(behind, min(len(behind), dice.randint(0, 2))):
            ags = contribution.kreis_id
            wording = f"Zitatwort{ags}x{paragraph.pk}x"
            answer = contribution.answers.get(item__kind="offen")
            answer.text += f" {wording}"
            answer.save()
            Quotation.objects.create(
                paragraph=paragraph,
                contribution=contribution,
                wording=wording,
                consent=dice.choice(list(QuoteConsent)),
                decided_name=f"Zitatname{ags}",
                decided_function=f"Zitatfunktion{ags}",
            )
    return made


def make_opinions(
    one: Consultation, kreise: list[Kreis], paragraphs: list[Paragraph], dice: random.Random
) -> None:
    for kreis in kreise:
        for paragraph in [None, *dice.sample(paragraphs, 2)]:
            if dice.random() < 0.6:
                Opinion.objects.create(
                    consultation=one,
                    kreis=kreis,
                    paragraph=paragraph,
                    verdict=dice.choice([Verdict.AGREE, Verdict.AGREE, Verdict.CHANGE]),
                    text=f"Meinungswort{kreis.pk}",
                    settled_note=f"Erledigtwort{kreis.pk}",
                    author_name=f"Autorname{kreis.pk}",
                )


def released(dice: random.Random) -> Release:
    kreise = make_founders()
    until = timezone.localdate() - timedelta(days=1)
    one = make_consultation(Stage.AGREEMENT, agree_until=until, asked_count=14)
    answering = dice.sample(kreise, dice.choice([1, 3, 11, 13, 14]))
    make_answers(one, answering, dice)
    contributions = list(one.contributions.all())
    paragraphs = make_sources(one, contributions, dice)
    make_opinions(one, kreise, paragraphs, dice)
    first, second = (factories.make_person("moderator") for _ in "12")
    one.refresh_from_db()
    hand_over_summary(one, by=first, version=one.version)
    one.refresh_from_db()
    release_summary(one, by=second, version=one.version, audience=Audience.PUBLIC)
    return one.releases.get()


def everything_said(release: Release, as_: Any, liaison: Any) -> str:
    """Return all that leaves: pages, lists, hits, paper with its metadata, the table unzipped."""
    address = release.get_absolute_url()
    said = []
    for reader in (None, liaison):
        client = as_(reader)
        for page in (address, "/expertenkreis/", "/expertenkreis/?q=Gruppen", "/suche/?q=Gruppen"):
            answer = client.get(page)
            assert answer.status_code == 200
            said.append(answer.content.decode())
        said.append(client.get("/suche/?q=Geheimwort05766").content.decode().split("<main")[1])
    paper = pypdf.PdfReader(io.BytesIO(client.get(f"{address}pdf/").content))
    said += [page.extract_text() for page in paper.pages]
    said += [str(paper.metadata), str(paper.xmp_metadata and paper.xmp_metadata.rdf_root.toxml())]
    book = zipfile.ZipFile(io.BytesIO(client.get(f"{address}xlsx/").content))
    said += [name + book.read(name).decode() for name in book.namelist()]
    return "\n".join([*said, str(release.content)])


def agreed_to_be_named(release: Release) -> set[str]:
    """Return whose name may stand somewhere: a source with a yes to it, or a quotation."""
    one = release.consultation
    opinions = list(Opinion.objects.filter(consultation=one))
    found = set()
    for source in Source.objects.filter(paragraph__consultation=one).select_related(
        "contribution", "paragraph"
    ):
        assert source.contribution is not None
        kreis = source.contribution.kreis_id
        own = [o for o in opinions if o.kreis_id == kreis and o.paragraph_id == source.paragraph_id]
        whole = [o for o in opinions if o.kreis_id == kreis and o.paragraph_id is None]
        if source.contribution.consent != Consent.ANONYMOUS and [
            o.verdict for o in own or whole
        ] == [Verdict.AGREE]:
            found.add(kreis)
    quoted = Quotation.objects.filter(paragraph__consultation=one, consent__in=_QUOTED)
    return found | set(quoted.values_list("contribution__kreis", flat=True))


@pytest.mark.parametrize("seed", range(8))
def test_nothing_names_or_tells_what_was_not_agreed_to(as_: Any, liaison: Any, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311  (a die, no secret)
    release = released(dice)
    said = everything_said(release, as_, liaison)
    allowed = agreed_to_be_named(release)
    quotations = list(Quotation.objects.filter(paragraph__consultation=release.consultation))
    for row in FOUNDERS:
        ags = row["ags"]
        # What only the protected rooms of a consultation hold.
        inside = ("Entwurfwort", "Personname", "Funktionswort", "Meinungswort", "Erledigtwort")
        for word in (*inside, "Autorname"):
            assert f"{word}{ags}" not in said
        if ags not in allowed:
            assert f"Namehaft{ags}" not in said
        named = [q for q in quotations if q.contribution.kreis_id == ags]
        if not [q for q in named if q.consent == QuoteConsent.NAMED]:
            assert f"Zitatname{ags}" not in said
            assert f"Zitatfunktion{ags}" not in said
    for quotation in quotations:
        if quotation.consent in {QuoteConsent.ASKED, QuoteConsent.REFUSED}:
            assert quotation.wording not in said
    assert "sagt der Landrat" not in said
    assert release.consultation.title in said
