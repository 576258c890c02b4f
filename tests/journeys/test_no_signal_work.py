"""Work that is made without a signal: kept, shown as only here, changed and thrown away, and sent by itself later."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests import make
from tests.browsers import People
from tests.cast import Cast
from tests.journeys import hands, kept
from tests.journeys.kept import new_problem, step
from tests.journeys.line import NO_LINE, REFUSED, cut, mend

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WEEDS, STEPS, DUST = "A1-09", "A1-08", "A3-04"


@pytest.fixture
def phone(people: People, county: Cast) -> Page:
    """The phone of an inspector that keeps what it needs without a signal."""
    people.expected += [NO_LINE, REFUSED]
    return people.phone("xuncha1")


def test_a_day_without_a_signal_arrives_by_itself(phone: Page, county: Cast, tmp_path: Path) -> None:
    inspector, village = county.actor("xuncha1"), county.actor("qinglong")
    waiting = make.submitted_ticket(inspector, village, type_code=DUST).id
    at_hand, talked_of = make.open_ticket(inspector).id, make.open_ticket(inspector, "白石村").id
    first, second, third, fourth, fifth = (hands.small_photo(tmp_path, seed) for seed in range(1, 6))
    kept.ready(phone)
    said = kept.heard(phone.context)
    cut(phone)

    steps = new_problem(phone, STEPS, first, second)
    weeds = new_problem(phone, WEEDS, third, village="白石村", words="半人高")
    thrown_away = new_problem(phone, DUST, fourth)
    witnessed = step(phone, at_hand, "witness", fifth)
    remark = step(phone, talked_of, "comment", words="说好周五前修")
    review = step(phone, waiting, "close", words="擦干净了")

    # Everywhere it is dashed.
    phone.goto("/")
    expect(phone.locator(".unsent-bar-title")).to_have_text("6 件还在手机上")
    new = phone.locator("[data-own] [data-of-phone] .ticket-row[data-pending] .ticket-row-title")
    expect(new).to_have_text(["设备积灰", "杂草丛生", "台阶破裂"])
    expect(phone.locator(f".ticket-row[data-pending][href='/tickets/{at_hand}']")).to_contain_text("还在手机上")
    phone.goto(f"/tickets/{talked_of}")
    expect(phone.locator(".timeline-step[data-pending]")).to_contain_text("说好周五前修")

    # One is put right, one thrown away.
    phone.goto(f"/unsent/{steps}")
    phone.locator("[data-part~=edit]").tap()
    expect(phone.locator(".photo-picker-chosen > li")).to_have_count(2)
    phone.locator(".photo-picker-chosen > li").nth(1).locator("[data-remove]").tap()
    phone.locator("summary", has_text="补一句").tap()
    phone.locator("textarea[name=words]").fill("第三级裂开")
    hands.send_button(phone)()
    assert kept.said_to_be_kept(phone) == steps
    phone.goto(f"/unsent/{thrown_away}")
    phone.locator("[data-opens=drop]").tap()
    phone.locator("dialog [data-part~=drop]").tap()
    phone.wait_for_url("**/unsent")
    expect(phone.locator(".unsent-item")).to_have_count(5)
    assert [item["id"] for item in kept.items(phone) if not item.get("quiet")] == [
        steps, weeds, witnessed, remark, review,
    ]  # fmt: skip

    # The signal is back, and nobody has to do anything.
    mend(phone)
    expect(phone.locator("h1")).to_have_text("都发出去了")
    assert [receipt.id for receipt in kept.receipts()] == [steps, weeds, witnessed, remark, review]
    assert any(re.fullmatch(r"正在发 \d/5", words) for words in said), said
    assert any(re.fullmatch(r"\d+%", words) for words in said), said
    opened = {ticket.words: ticket for ticket in kept.tickets() if ticket.words in ("第三级裂开", "半人高")}
    kept.is_whole(opened["第三级裂开"].id, first)
    kept.is_whole(opened["半人高"].id, third)
    kept.is_whole(at_hand, fifth)
    assert len(kept.tickets()) == 5
    assert [hands.ticket(each).state for each in (waiting, at_hand, talked_of)] == ["closed", "submitted", "open"]

    # And nothing is dashed any more.
    phone.goto("/")
    expect(phone.locator("[data-own] .ticket-row")).to_have_count(5)
    phone.wait_for_load_state("networkidle")
    expect(phone.locator("[data-pending]")).to_have_count(0)
    expect(phone.locator(".unsent-bar")).to_be_hidden()


def test_dashes_turn_solid_under_the_readers_eyes(phone: Page, county: Cast, tmp_path: Path) -> None:
    talked_of = make.open_ticket(county.actor("xuncha1")).id
    kept.ready(phone)
    cut(phone)
    new_problem(phone, WEEDS, hands.small_photo(tmp_path))
    step(phone, talked_of, "comment", words="说好周五前修")
    phone.goto("/")
    row = phone.locator("[data-of-phone] .ticket-row")
    expect(row).to_have_attribute("data-pending", "")
    expect(row).to_contain_text("还在手机上")
    history = phone.context.new_page()
    history.goto(f"/tickets/{talked_of}")
    said = history.locator("[data-ticket-steps] [data-of-phone]")
    expect(said).to_have_attribute("data-pending", "")

    mend(phone)

    expect(row).to_contain_text("已送到，编号 望溪-0002")
    expect(row).not_to_have_attribute("data-pending", "")
    expect(said).to_contain_text("说好周五前修")
    expect(said).not_to_have_attribute("data-pending", "")
    row.tap()
    expect(phone.locator("h1")).to_have_text("门前杂草丛生")
