"""`python -m benchmarks.relevance`: whether the search finds what a question asks for.

Asks the examination (data/queries.csv, never to be tuned to) and questions written from the field
before any result was seen: the development questions, of which it may be looked at what fails, and
those of confirmation, of which only the figures are: among the samples and Kreise alone, among
2,000 generated practices that mention topics in passing, and among 2,000 of which a quarter have a
topic as title. A question that is such a topic meets practices that say they are about just that.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import django
from django.core.management import call_command
from django.db import transaction

from benchmarks import database

if TYPE_CHECKING:
    from collections.abc import Callable

DATA = Path(__file__).resolve().parent / "data"
SEED = 20261123
DISTRACTORS = 2000
FIRST = 3
_DEPTH = 20


@dataclass(frozen=True)
class Question:
    """What is asked, and what has to be found: „P07“ or „Kreis 03351“."""

    words: str
    expected: tuple[str, ...]


def questions(name: str, column: str) -> list[Question]:
    """Read the questions that name something."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        rows = [(row["query"], row[column]) for row in csv.DictReader(file)]
    return [Question(words, tuple(said.split("|"))) for words, said in rows if said]


SETS = {
    "examination": ("queries.csv", "expected_practice"),
    "development": ("development_queries.csv", "expected"),
    "confirmation": ("confirmation_queries.csv", "expected"),
}


# ---- what is asked among -----------------------------------------------------------------------


def prepare() -> None:
    """Fill an empty database with the demo, whose samples have the names the questions use."""
    call_command("migrate", verbosity=0, interactive=False)
    for command in ("load_kreise", "load_vocabularies", "load_synonyms"):
        call_command(command, verbosity=0)
    call_command("demo", verbosity=0)


_PASSING = (
    "Auch {0} kam dabei zur Sprache.",
    "Wer Fragen zum Thema {0} hat, findet auf der Seite des Kreises erste Hinweise.",
    "Der Ausschuss hat den Bericht zur Kenntnis genommen und nach {0} gefragt.",
    "Für {0} gibt es bisher keine eigene Stelle im Landratsamt.",
    "Einige nannten in der Umfrage auch {0}.",
)
_PLAIN = (
    "Der Kreis arbeitet dabei mit den Gemeinden und Trägern vor Ort zusammen.",
    "Zweimal im Jahr treffen sich alle Beteiligten im Kreishaus.",
    "Die Stelle ist auf drei Jahre befristet und wird vom Land mitfinanziert.",
    "Schwierig war vor allem die Abstimmung zwischen den Ämtern.",
    "Nach einem Jahr zeigte sich, dass die Wege für viele zu weit sind.",
    "Das Angebot richtet sich an Familien, Alleinstehende und Betriebe gleichermaßen.",
    "Menschen aus den Orten begleiten das Vorhaben in ihrer freien Zeit.",
    "Die Kosten tragen Kreis und Gemeinden je zur Hälfte.",
    "Ein Faltblatt in acht Sprachen erklärt, wer wofür zuständig ist.",
    "Im zweiten Jahr kamen drei weitere Gemeinden dazu.",
    "Räume stellt die Kirchengemeinde, den Schlüssel hat der Hausmeister.",
    "Termine stehen im Amtsblatt und hängen im Rathaus aus.",
    "Am Anfang kamen wenige, nach der Ernte wurden es mehr.",
    "Wichtig war, dass immer dieselbe Person am Telefon sitzt.",
    "Der Landrat hat das Vorhaben im Kreistag vorgestellt.",
)
_TITLES = ("{0} neu gedacht", "{0} im ländlichen Raum", "Runder Tisch {0}", "{0} gemeinsam angehen")
_OTHER_TITLES = ("Netzwerktreffen", "Austausch im Kreis", "Gemeinsame Planung", "Neue Wege")
_MENTIONS = 4


def _topics() -> list[str]:
    """Return words of the field: themes and synonyms of 26.11.2026.

    Not those that the search knows today: what it is measured among must not change with it.
    """
    return (DATA / "topics.txt").read_text("utf-8").splitlines()


def add_distractors(*, titled: float) -> None:
    """Generate practices of 300 words that mention four topics; this share has one as title.

    Such a title says as much about the topic as that of a sample does: where a question is a topic
    or a synonym of one, some of these are right answers, too, and no ranking can tell them apart.
    """
    from content.choices import Audience
    from members.models import Kreis
    from practices.models import Practice
    from search.vocabulary import count_words

    chance = random.Random(SEED)  # noqa: S311  (content, not secrets)
    topics, kreise = _topics(), list(Kreis.objects.members())
    sample = Practice.objects.filter(is_sample=True, state="veroeffentlicht")[0]
    with transaction.atomic():
        for number in range(DISTRACTORS):
            own = chance.sample(topics, _MENTIONS)
            on_topic = chance.random() < titled
            title = (chance.choice(_TITLES) if on_topic else chance.choice(_OTHER_TITLES)).format(
                own[0]
            )
            said = [chance.choice(_PASSING).format(topic) for topic in own]
            said += [chance.choice(_PLAIN) for _ in range(28)]
            chance.shuffle(said)
            practice = Practice(
                title=f"{title} {number}"[:120],
                kreis=chance.choice(kreise),
                audience=Audience.PUBLIC,
                state=sample.state,
                status=sample.status,
                start_date=sample.start_date,
                main_theme=sample.main_theme,
                checked_on=sample.checked_on,
                summary=" ".join(chance.sample(_PLAIN, 2)),
                challenge=" ".join(said[:12]),
                implementation=" ".join(said[12:]),
            )
            practice.save()
    call_command("reindex", verbosity=0)
    count_words()


def remove_distractors() -> None:
    """Leave the samples alone again."""
    from practices.models import Practice

    Practice.objects.filter(is_sample=False).delete()
    call_command("reindex", verbosity=0)


# ---- asking ------------------------------------------------------------------------------------


def ranks(asked: list[Question]) -> list[tuple[Question, int, list[str]]]:
    """Return for each question the rank of the first thing it names, 0 if it is not found."""
    from members.models import User
    from search.finding import search

    names, reader = _names(), User.objects.get(email="oldenburg@forum.example")
    told = []
    for question in asked:
        hits = search(reader, question.words, size=_DEPTH).hits
        found = [names.get((hit.kind, hit.key), "–") for hit in hits]
        rank = next((at for at, name in enumerate(found, 1) if name in question.expected), 0)
        told.append((question, rank, found))
    return told


def _names() -> dict[tuple[str, str], str]:
    """Return what the questions call the samples and the Kreise."""
    import json

    import portal
    from members.models import Kreis
    from practices.models import Practice

    path = Path(portal.__file__).parent / "data" / "demo_practices.json"
    titles = {one["title"]: one["id"] for one in json.loads(path.read_text("utf-8"))["practices"]}
    practices = Practice.objects.filter(title__in=titles, is_sample=True)
    found = {("praxis", str(one.pk)): titles[one.title] for one in practices}
    return found | {("kreis", kreis.pk): f"Kreis {kreis.pk}" for kreis in Kreis.objects.all()}


def _tell(among: str, *, verbose: bool) -> None:
    for name, (file, column) in SETS.items():
        told = ranks(questions(file, column))
        first = sum(0 < rank <= FIRST for _, rank, _ in told)
        mean = sum(1 / rank for _, rank, _ in told if rank) / len(told)
        share = f"{first:3} of {len(told):3}  {first / len(told):5.0%}"
        print(f"{among:36} {name:12} {share}  {mean:.3f}")  # noqa: T201
        if verbose and name == "development":
            for question, rank, found in told:
                if not 0 < rank <= FIRST:
                    expected = "|".join(question.expected)
                    print(f"    {question.words!r} {expected}: {rank or '–'} {found[:5]}")  # noqa: T201


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.relevance")
    parser.add_argument("--verbose", action="store_true", help="name what fails of development")
    parser.add_argument("--alone", action="store_true", help="only among samples and Kreise")
    wanted = parser.parse_args()
    known = database.environment("forum_relevance")
    os.environ |= known | {"SECRET_KEY": "s" * 50, "FORUM_DEMO": "1", "MAIL_KEPT": "1"}
    os.environ |= {"BASE_URL": "http://localhost:8000", "LOG_LEVEL": "WARNING"}
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    prepare()
    stages: list[tuple[str, Callable[[], None]]] = [("samples and Kreise", remove_distractors)]
    if not wanted.alone:
        stages += [
            (f"+ {DISTRACTORS} in passing", lambda: add_distractors(titled=0)),
            ("", remove_distractors),
            (f"+ {DISTRACTORS}, a quarter on topic", lambda: add_distractors(titled=0.25)),
            ("", remove_distractors),
        ]
    print(f"{'':49} in first {FIRST}          MRR")  # noqa: T201
    for name, arrange in stages:
        arrange()
        if name:
            _tell(name, verbose=wanted.verbose)


if __name__ == "__main__":
    main()
