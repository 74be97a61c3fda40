from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template import Context, Engine
from django.template.loader import get_template

if TYPE_CHECKING:
    from members.models import User

TEMPLATES = Path(settings.ROOT) / "templates"


def test_pages_come_without_the_indentation_of_their_templates(lippe: User, as_: Any) -> None:
    for address in ("/", "/kreise/", "/praxis/"):
        assert re.findall(r"\n[ \t]", as_(lippe).get(address).text) == []


def test_lines_that_hold_only_tags_leave_no_line_and_no_word_loses_its_neighbour(
    tmp_path: Path,
) -> None:
    source = """
      <p>
        {# A remark. #}
        {% if shown %}
          <b>{{ name }}</b>
        {% endif %}
        {% for one in names %}
          <i>{{ one }}</i>
        {% empty %}{# nobody #}
          nobody
        {% endfor %}
        {% if shown %}<u>a</u>{% endif %}
        {% if shown %}<u>b</u>{% endif %}
      </p>
    """
    (tmp_path / "page.html").write_text(source, encoding="utf-8")
    engine = Engine(dirs=[str(tmp_path)], loaders=["config.templates.Loader"])
    page = engine.get_template("page.html")

    everything = page.render(Context({"shown": True, "name": "A", "names": "BC"}))
    nothing = page.render(Context({}))

    assert everything == ("\n<p>\n<b>A</b>\n<i>B</i>\n<i>C</i>\n<u>a</u>\n<u>b</u>\n</p>\n")
    assert nothing == "\n<p>\nnobody\n\n\n</p>\n"


# Else the break that is left could belong to a case that does not hold.
def test_a_line_with_words_ends_what_it_begins() -> None:
    begins = r"{% (?:if|for|with|block)\b"
    ends = r"{% end(?:if|for|with|block)\b"
    for path in TEMPLATES.rglob("*.html"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if re.sub("{[{%#].*?[}%#]}", "", line).strip():
                assert len(re.findall(begins, line)) == len(re.findall(ends, line)), (path, line)


def test_letters_keep_their_lines() -> None:
    letters = sorted(TEMPLATES.rglob("*.txt"))
    assert len(letters) > 10
    for path in letters:
        name = str(path.relative_to(TEMPLATES))
        template: Any = get_template(name)
        assert template.template.source == path.read_text(encoding="utf-8")


# What is between these tags is shown as it stands.
def test_no_template_holds_text_whose_lines_count() -> None:
    for path in TEMPLATES.rglob("*.html"):
        source = re.sub("{[{%].*?[%}]}", "", path.read_text(encoding="utf-8"))
        assert re.findall(r"<(?:pre|textarea)[^>]*>\s*[^<\s][^<]*", source) == []
