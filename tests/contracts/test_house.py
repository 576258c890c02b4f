"""The house rules find what they are there to find."""

import pytest

from tests.house import check
from tests.html import parse

GOOD = (
    '<html lang="zh-Hans"><head><title>问题</title></head><body><h1>问题</h1>'
    '<form method="post"><input type="hidden" name="command_id" value="1">'
    '<label for="a">词</label><input id="a" name="a"><button>发送</button></form>'
    '<a href="/tickets">全部</a><img src="/x" alt=""></body></html>'
)


def test_a_good_page_has_no_faults() -> None:
    assert check(parse(GOOD)) == []


@pytest.mark.parametrize(
    ("good", "bad", "fault"),
    [
        ("<title>问题</title>", "", "0 titles"),
        ("<h1>问题</h1>", "<h1></h1>", "h1 without text"),
        ("<h1>", "<h1>a</h1><h1>", "2 h1"),
        ('lang="zh-Hans"', "", "html without lang"),
        ('for="a"', 'for="b"', "no label"),
        ("发送", "", "no text"),
        (' alt=""', "", "no alt"),
        ('name="command_id"', 'name="other"', "no command_id"),
        ('href="/tickets"', 'href="#"', "leads nowhere"),
        ("全部", "{{ all }}", "in the text"),
        ("<body>", '<body onload="x()">', "onload"),
        ("<body>", '<body style="color:red">', "inline style"),
        ("</body>", "<script>x()</script></body>", "inline script"),
        ("</body>", '<p id="a"></p></body>', "id a twice"),
    ],
)
def test_each_fault_is_found(good: str, bad: str, fault: str) -> None:
    faults = check(parse(GOOD.replace(good, bad, 1)))

    assert any(fault in found for found in faults), faults
