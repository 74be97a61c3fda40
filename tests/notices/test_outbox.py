from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from content.models import Record
from notices.choices import MailState
from notices.models import OutgoingMail
from tests.notices.delivery import run_jobs
from tests.notices.test_services import CONTEXT, send

if TYPE_CHECKING:
    from members.models import User

SHORT = "/verwaltung/postausgang/"
LIST = "/verwaltung/notices/outgoingmail/"


@pytest.fixture
def people(
    liaison: User, programme: User, lippe: User, moderator: User, admin: User
) -> dict[str, User | None]:
    return {
        "public": None,
        "liaison": liaison,
        "programme": programme,
        "lead": lippe,
        "moderator": moderator,
        "admin": admin,
    }


def test_moderators_and_superusers_see_what_became_of_mail(
    people: dict[str, User | None], as_: Any
) -> None:
    mail = send()
    answers = {}
    for name, person in people.items():
        client = as_(person)
        addresses = (SHORT, LIST, f"{LIST}{mail.pk}/change/")
        answers[name] = [client.get(address).status_code for address in addresses]
    outside = [404, 404, 404]
    assert answers == {
        "public": outside,
        "liaison": outside,
        "programme": outside,
        "lead": outside,
        "moderator": [302, 200, 200],
        "admin": [302, 200, 200],
    }


# S68: the text can open an account.
def test_that_a_superuser_read_a_mail_is_recorded(moderator: User, admin: User, as_: Any) -> None:
    mail = send()
    for person in (moderator, admin):
        assert as_(person).get(f"{LIST}{mail.pk}/change/").status_code == 200
    read = Record.objects.filter(kind="notices.outgoingmail").values_list("act", "by_id", "key")
    assert list(read) == [("outgoingmail.read_in_admin", admin.pk, str(mail.pk))]


@pytest.mark.parametrize(("trial", "moderators_read"), [(True, True), (False, False)])
def test_only_superusers_read_mail_and_in_the_trial_moderators(
    *, trial: bool, moderators_read: bool, moderator: User, admin: User, as_: Any, settings: Any
) -> None:
    settings.DEMO_MODE = trial
    address = f"{LIST}{send().pk}/change/"
    pages = [as_(person).get(address).content.decode() for person in (moderator, admin)]
    assert ["Guten Tag Katrin Vogt" in page for page in pages] == [moderators_read, True]
    assert [CONTEXT["password_reset_url"] in page for page in pages] == [moderators_read, True]


def test_the_short_address_leads_to_the_outbox(as_: Any, admin: User) -> None:
    assert as_(admin).get(SHORT)["Location"] == LIST


def test_links_of_a_kept_mail_can_be_followed(as_: Any, moderator: User) -> None:
    mail = send(name="<b>Katrin</b>")
    run_jobs()
    page = as_(moderator).get(f"{LIST}{mail.pk}/change/").content.decode()
    links = re.findall(r'<a href="(http[^"]+)">', page)
    assert links == [CONTEXT["password_reset_url"]]
    assert "Guten Tag &lt;b&gt;Katrin&lt;/b&gt;," in page
    assert "im Postausgang behalten" in page


def test_of_a_sent_mail_only_the_envelope_is_left(as_: Any, admin: User, settings: Any) -> None:
    settings.MAIL_KEPT = False
    mail = send()
    run_jobs()
    page = as_(admin).get(f"{LIST}{mail.pk}/change/").content.decode()
    assert "Kein Text: noch nicht geschrieben, oder nach dem Versand gelöscht." in page
    assert "Guten Tag" not in page


def test_nobody_writes_in_the_outbox(as_: Any, moderator: User, admin: User) -> None:
    mail = send()
    before = OutgoingMail.objects.values().get()
    form = {"to": "x@evil.example", "state": MailState.SENT}
    bulk = {"action": "delete_selected", "_selected_action": mail.pk, "post": "yes"}
    for person in (moderator, admin):
        client = as_(person)
        answers = [
            client.post(f"{LIST}add/", form).status_code,
            client.post(f"{LIST}{mail.pk}/change/", form).status_code,
            client.post(f"{LIST}{mail.pk}/delete/", {"post": "yes"}).status_code,
        ]
        assert answers == [403, 403, 403]
        client.post(LIST, bulk)
    assert OutgoingMail.objects.values().get() == before
