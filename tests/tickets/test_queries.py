"""A list of any length costs the same number of queries."""

import pytest

from tests import make
from tests.cast import Cast, sign_in
from tests.counting import counted
from tests.house import HouseClient


def story(cast: Cast, number: int) -> None:
    """One open, one submitted and one closed ticket, with photos."""
    inspector, village, office = (cast.actor(login) for login in ("xuncha1", "qinglong", "zhenban"))
    make.open_ticket(inspector, photos=[make.claim(make.make_photo(inspector, number))])
    make.submitted_ticket(inspector, village, type_code=make.LOCKED, venue_id=cast.venue("青龙村").id)
    make.closed_ticket(inspector, village, office, village="青龙村")


@pytest.mark.parametrize(
    ("login", "path"),
    [
        ("zhenban", "/api/v1/tickets"),
        ("qinglong", "/api/v1/tickets"),
        ("zhenban", "/tickets"),
        ("zhenban", "/review"),
        ("xuncha1", "/"),
        ("qinglong", "/"),
        ("lingdao", "/overview"),
        ("xianji", "/overview"),
        ("zhenban", "/villages"),
        ("zhenban", "/people"),
    ],
)
def test_three_of_each_cost_no_more_queries_than_one(cast: Cast, client: HouseClient, login: str, path: str) -> None:
    sign_in(client, login)
    counts = []
    for number in (1, 2, 3):
        story(cast, number)
        with counted() as seen:
            answer = client.get(path, headers={"Accept": "text/html"}, follow_redirects=True)
        assert answer.status_code == 200
        counts.append(len(seen))

    assert counts[0] == counts[1] == counts[2], counts
