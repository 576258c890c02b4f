"""The office's ledger: by keys on a desk, by taps on a phone, and kept under a name."""

import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import expect

from tests import make
from tests.browsers import People
from tests.cast import Cast
from webapp.kernel import jobs

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_the_office_finds_keeps_and_opens_by_keys(people: People, county: Cast) -> None:
    inspector = county.actor("xuncha1")
    first = make.open_ticket(inspector, "白石村", make.WIRING, words="插座松了")  # two days: due before the others
    second = make.open_ticket(inspector, "白石村", make.STEPS, words="台阶裂了")
    make.open_ticket(inspector, "青龙村", words="别的村")
    desk = people.desk("zhenban")
    desk.goto("/tickets")
    rows = desk.locator("tr[data-row]")
    expect(rows).to_have_count(3)

    desk.wait_for_load_state("networkidle")
    desk.keyboard.press("f")
    panel = desk.locator("details.ledger-filters")
    expect(panel).to_have_attribute("open", "")
    expect(desk.locator("#f-filter-words")).to_be_focused()
    desk.keyboard.type("jkf")  # letters in a field are letters
    expect(desk.locator("#f-filter-words")).to_have_value("jkf")
    desk.locator("#f-filter-words").fill("")
    panel.locator("select[name=village]").select_option(label="白石村（2）")
    panel.get_by_text("问题描述", exact=True).click()
    panel.get_by_role("button", name="看结果").click()
    desk.wait_for_url("**village=**")
    expect(rows).to_have_count(2)
    expect(desk.get_by_text("插座松了")).to_be_visible()

    desk.locator("details.ledger-filters > summary").click()
    desk.locator("form.ledger-keep input[name=name]").fill("白石在办")
    desk.locator("form.ledger-keep button").click()
    expect(desk.get_by_text("存好了，以后就在列表上方")).to_be_visible()
    desk.goto("/tickets")
    desk.get_by_role("link", name="白石在办").click()
    expect(rows).to_have_count(2)

    desk.wait_for_load_state("networkidle")
    for key in "jkj":  # down, not above the first, down
        desk.keyboard.press(key)
    expect(rows.nth(1)).to_have_attribute("aria-current", "true")
    desk.keyboard.press("Enter")
    desk.wait_for_url(f"**/tickets/{second.id}")
    desk.go_back()
    desk.wait_for_load_state("networkidle")
    desk.keyboard.press("j")
    desk.keyboard.press("Enter")
    desk.wait_for_url(f"**/tickets/{first.id}")


def test_a_spreadsheet_is_waited_for_and_fetched(people: People, county: Cast, tmp_path: Path) -> None:
    make.open_ticket(county.actor("xuncha1"))
    desk = people.desk("zhenban")
    desk.goto("/tickets")
    desk.get_by_role("link", name="导出表格").click()
    desk.get_by_role("button", name="开始导出").click()
    expect(desk.locator("h1")).to_have_text("正在导出")
    expect(desk.get_by_text("看看好了没有")).to_be_hidden()  # it looks by itself

    jobs.run_due()
    expect(desk.locator("h1")).to_have_text("表格导出好了")
    with desk.expect_download() as fetched:
        desk.get_by_role("link", name="下载表格").click()
    assert fetched.value.suggested_filename.startswith("台账-望溪镇-")
    fetched.value.save_as(tmp_path / "ledger.xlsx")
    assert openpyxl.load_workbook(tmp_path / "ledger.xlsx").worksheets[0].max_row == 2


def test_each_sheet_is_one_page_of_a4(people: People, county: Cast) -> None:
    inspector, village, office = (county.actor(who) for who in ("xuncha1", "qinglong", "zhenban"))
    before = [make.claim(make.make_photo(inspector, n)) for n in (1, 2)]
    make.open_ticket(
        inspector, photos=before, words="第三级台阶裂开，雨天打滑，老人摔过一次", venue_id=county.venue("青龙村").id
    )
    make.closed_ticket(inspector, village, office)
    desk = people.desk("zhenban", color_scheme="dark")
    desk.goto("/tickets")
    desk.get_by_role("link", name="全部").click()
    desk.get_by_role("link", name="打印").click()
    expect(desk.locator("article.paper")).to_have_count(2)
    expect(desk.get_by_role("button", name="打印")).to_be_visible()
    desk.wait_for_load_state("networkidle")
    printed = desk.pdf(prefer_css_page_size=True)

    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 2
    assert re.findall(rb"/MediaBox\s*\[0 0 (\d+)[\d.]* (\d+)", printed)[:1] == [(b"594", b"841")]  # points


def test_a_phone_shows_rows_and_takes_a_narrowing_away(people: People, county: Cast) -> None:
    make.open_ticket(county.actor("xuncha1"), "白石村", words="台阶裂了")
    make.open_ticket(county.actor("xuncha1"), "青龙村")
    phone = people.phone("zhenban")
    phone.goto(f"/tickets?village={county.unit('白石村').id}")
    rows = phone.locator("a.ticket-row:visible")
    expect(rows).to_have_count(1)
    expect(phone.locator("tr[data-row]").first).to_be_hidden()

    phone.get_by_role("link", name="白石村", exact=True).tap()
    phone.wait_for_url(re.compile(r"/tickets\?view=unfinished$"))
    expect(rows).to_have_count(2)
