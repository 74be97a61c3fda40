from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.urls import resolve
from django.utils.text import capfirst

from config.settings import INSTALLED_APPS
from portal.handbook import FOLDER, PARTS, handbook
from portal.shortcuts import GROUPS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from members.models import User

ROOT = Path(__file__).resolve().parents[2]
_MARKUP = re.compile(r"<[^>]*>|\{[%#].*?[%#]\}|\{\{.*?\}\}", re.DOTALL)
_LINK = re.compile(r"\]\(([^)]+)\)")
_QUOTED = re.compile("„([^“]+)“")


def _in_template(text: str) -> Iterator[str]:
    yield from _MARKUP.split(text)
    # What a template passes on to another, and what a title or hint holds.
    yield from re.findall(r'"([^"{}]*)"', text)


def _in_module(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


@cache
def _labels() -> set[str]:
    """Every piece of text that the portal can show, as it stands between markup."""
    ours = {app.partition(".")[0] for app in INSTALLED_APPS}
    modules = [path for app in ours for path in (ROOT / app).rglob("*.py")]
    modules = [path for path in modules if "migrations" not in path.parts]
    models = apps.get_models()
    found = {capfirst(str(model._meta.verbose_name_plural)) for model in models}
    for path in [*(ROOT / "templates").rglob("*.html"), *modules]:
        text = path.read_text(encoding="utf-8")
        pieces = _in_template(text) if path.suffix == ".html" else _in_module(text)
        found |= {" ".join(piece.split()).rstrip(":.") for piece in pieces}
    return found


@pytest.mark.parametrize("name", PARTS)
def test_every_label_the_handbook_quotes_stands_in_the_portal(name: str) -> None:
    quoted = _QUOTED.findall((FOLDER / f"{name}.md").read_text(encoding="utf-8"))
    assert len(quoted) > 20
    assert [label for label in quoted if label not in _labels()] == []


def test_a_label_that_nothing_shows_is_noticed() -> None:
    assert {"Bei uns umsetzen", "Rückmeldung einreichen", "wöchentlich"} <= _labels()
    assert not {"Bei uns nachmachen", "umsetzen", "Rückmeldung absenden"} & _labels()


@pytest.mark.parametrize("name", PARTS)
def test_every_link_of_the_handbook_leads_somewhere(name: str) -> None:
    links = _LINK.findall((FOLDER / f"{name}.md").read_text(encoding="utf-8"))
    assert len(links) > 5
    for link in links:
        path, _, anchor = link.partition("#")
        match = resolve(path)
        if anchor:
            keys = [task.key for task in handbook(match.kwargs["name"]).tasks]
            assert anchor in keys, link


def test_the_portal_links_only_to_tasks_that_the_handbook_has() -> None:
    found = []
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        for name, anchor in re.findall(r"portal:handbuch-(\w+)' %\}#([\w-]+)", text):
            found.append(anchor)
            assert anchor in [task.key for task in handbook(name).tasks], path
    assert len(found) > 3


@pytest.mark.parametrize("name", PARTS)
def test_each_task_has_an_address_of_its_own(name: str, as_: Any) -> None:
    page = as_(None).get(f"/hilfe/handbuch/{name}/").text
    keys = [task.key for task in handbook(name).tasks]
    assert len(keys) == len(set(keys)) > 4
    for task in handbook(name).tasks:
        assert page.count(f'<h2 id="{task.key}">{task.text}</h2>') == 1
        assert page.count(f'<a href="#{task.key}">{task.text}</a>') == 1
    assert len(re.findall(r' id="([^"]+)"', page)) == len(set(re.findall(r' id="([^"]+)"', page)))


def test_the_help_shows_each_role_its_own_part_first(
    lippe: User, moderator: User, liaison: User, as_: Any
) -> None:
    call_command("load_pages", verbosity=0)
    first = {}
    for person in (None, lippe, moderator, liaison):
        page = as_(person).get("/hilfe/").text
        parts = re.findall(r'href="/hilfe/handbuch/(\w+)/"', page)
        assert sorted(set(parts)) == sorted(PARTS)
        first[getattr(person, "email", "")] = parts[0]
    assert first == {
        "": "koordination",
        lippe.email: "koordination",
        moderator.email: "moderation",
        liaison.email: "landkreistag",
    }
    assert "/hilfe/handbuch/" not in as_(lippe).get("/regeln/").text


def test_the_page_of_the_shortcuts_says_all_of_them(as_: Any) -> None:
    page = as_(None).get("/hilfe/tastatur/").text
    for group in GROUPS:
        assert group.title in page
        for shortcut in group.shortcuts:
            assert shortcut.does in page
    assert page.count("<kbd>") == sum(
        len(shortcut.keys) for group in GROUPS for shortcut in group.shortcuts
    )
    assert page.count("data-keys-switch") == 1
