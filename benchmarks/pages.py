"""What is measured, and what it has to reach."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Goal:
    """Figures to reach. Milliseconds hold where `user` answers 1000 requests a second.

    On a slower or busier machine they grow in proportion, as everything there does.
    """

    ratio: float = 0
    to: str = "user"
    p95_ms: float = 0
    hash_apart_ms: float = 0
    sql: int = 0
    gz_kb: float = 0


@dataclass(frozen=True)
class Page:
    """One address as one reader meets it. A page with a form is posted, one after another."""

    name: str
    path: str
    who: str = ""
    goal: Goal = Goal()
    form: dict[str, str] = field(default_factory=dict)
    # Where the form stands, if not at the address it is sent to.
    form_path: str = ""
    server: str = "portal"

    @property
    def status(self) -> int:
        """The only answer that counts."""
        return 302 if self.form else 200


USER = Page("user", "/user/", "reader", server="limits")
LIMITS = (
    USER,
    Page("topic50", "/topic50/", "reader", server="limits"),
    Page("topic50_fast", "/topic50_fast/", "reader", server="limits"),
)

_START = Goal(0.3, p95_ms=30, gz_kb=10, sql=8)
_KREISE = Goal(0.25, sql=5, gz_kb=14)
# The goal is one of 20,000 practices; here there are 1,200.
_SEARCH = Goal(0.06, p95_ms=150, gz_kb=10, sql=8)
_LOGIN = {"login": "person{number}@{domain}", "password": "{password}"}

_TOPIC = Goal(0.6, to="topic50_fast", sql=7, gz_kb=14)
_CONSULTATION = Goal(0.2, sql=9, gz_kb=14)
_ANSWER = {"text": "Bei uns fährt der Bus zweimal am Tag, {number}.", "token": "{token}"}

# Paths name things by the facts of data.py. A page the plan names no goal for has none.
PAGES = (
    Page("start, coordinator", "/", "coordinator", _START),
    Page("start, moderator", "/", "moderator", Goal(0.3, p95_ms=30, gz_kb=10, sql=15)),
    Page("landing", "/"),
    Page("Kreise with map", "/kreise/", "coordinator", _KREISE),
    Page("Kreise with map", "/kreise/", "", _KREISE),
    Page("Kreis", "/kreise/{kreis}/", "coordinator"),
    Page("practice list", "/praxis/", "coordinator", _SEARCH),
    Page("practices, common word", "/praxis/?q=Deutschkurs", "coordinator", _SEARCH),
    Page("practices, typing error", "/praxis/?q=Sprachmitler", "coordinator", _SEARCH),
    Page("search in everything", "/suche/?q=Beratung", "coordinator", _SEARCH),
    Page("practice", "/praxis/{practice}/", "coordinator", Goal(0.4, sql=6, gz_kb=10)),
    Page("event list", "/termine/", "coordinator", Goal(0.35, sql=6, gz_kb=10)),
    Page("event list, past", "/termine/?ansicht=vergangene", "coordinator"),
    Page("event", "/termine/{event}/", "coordinator", Goal(gz_kb=10)),
    Page("topic list", "/austausch/", "coordinator", Goal(0.35, sql=6, gz_kb=10)),
    Page("topic, 20 posts", "/austausch/thema/{short}/", "coordinator", _TOPIC),
    Page("topic, first page", "/austausch/thema/{long}/?ab=1", "coordinator", _TOPIC),
    Page("topic, last page", "/austausch/thema/{long}/?ab={long_end}", "coordinator", _TOPIC),
    Page("topic, first page", "/austausch/thema/{long}/?ab=1", "moderator", _TOPIC),
    Page(
        "new post",
        "/austausch/thema/{growing}/antworten/",
        "coordinator",
        Goal(p95_ms=15, sql=12),
        _ANSWER,
        form_path="/austausch/thema/{growing}/",
    ),
    Page("consultation", "/expertenkreis/{consultation}/", "coordinator", _CONSULTATION),
    Page("contributions", "/expertenkreis/{consultation}/beitraege/", "moderator"),
    Page("consultations", "/expertenkreis/", "coordinator"),
    Page("summary", "/expertenkreis/{released}/zusammenfassung/1/", "coordinator"),
    Page("own profile", "/konto/", "coordinator"),
    Page("sign-in, form", "/konto/anmelden/", "", Goal(gz_kb=8)),
    Page("sign-in", "/konto/anmelden/", "", Goal(hash_apart_ms=15, sql=8), _LOGIN),
)
MEMORY_GOAL_MIB = 400
