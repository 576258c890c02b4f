"""The demo's plan of tickets: repeatable, varied, and nothing in it that a person might not do."""

from collections import Counter
from datetime import date, datetime, time, timedelta

import pytest

from webapp.catalogue.documents import load
from webapp.catalogue.vocab import EvidencePolicy, FieldKind
from webapp.catalogue.workdays import Calendar, local_date
from webapp.kernel.clock import LOCAL
from webapp.shell.demo.county import UNITS
from webapp.shell.demo.people import ACTORS, VILLAGES
from webapp.shell.demo.stories import Move, Story, plan
from webapp.tickets import clock

CALENDAR = Calendar()
CATALOGUE = load()
PEOPLE = {person.login: person for person in ACTORS}
VENUES = {unit.name: {venue.name for venue in unit.venues} for unit in UNITS}
MONDAY = datetime(2026, 11, 23, 15, 30, tzinfo=LOCAL)
INSTANTS = [
    MONDAY,
    datetime(2026, 11, 21, 9, 0, tzinfo=LOCAL),  # a Saturday
    datetime(2026, 10, 5, 9, 0, tzinfo=LOCAL),  # in the National Day week
    datetime(2026, 2, 24, 8, 0, tzinfo=LOCAL),  # the morning after the Spring Festival
    datetime(2027, 1, 1, 0, 5, tzinfo=LOCAL),  # five minutes into a year
]


class Told:
    """A story played with the rules of the clock: what it has come to."""

    def __init__(self, story: Story, now: datetime) -> None:
        self.story = story
        self.term = CATALOGUE.kind(story.kind).term_days
        self.state, self.returned, self.closed_on_time = "open", 0, False
        self.due: date | None = None
        self.stopped_at = story.opened_at
        if not story.hold_back:
            self._release(story.opened_at)
        for move in story.moves:
            getattr(self, f"_{move.verb.removeprefix('ticket.')}", lambda _: None)(move)
        self.today = local_date(now)

    def _release(self, at: Move | datetime) -> None:
        instant = at.at if isinstance(at, Move) else at
        self.due = clock.due_on(instant, self.term, CALENDAR)

    def _stop(self, move: Move) -> None:
        assert self.state == "open"
        self.state, self.stopped_at = "submitted", move.at

    _submit = _witness = _stop

    def _resume(self, move: Move) -> None:
        assert self.due is not None
        real = move.args.get("reason_code") != "no_real_fix"
        floor = clock.RETURN_FLOOR_DAYS if move.verb == "ticket.return" else 0
        self.due = clock.resume_due(self.due, self.stopped_at, move.at, CALENDAR, give_back=real, floor_days=floor)
        self.returned += move.verb == "ticket.return"
        self.state = "open"

    _return = _withdraw = _reopen = _resume

    def _close(self, move: Move) -> None:
        assert (self.state, self.due is not None) == ("submitted", True)
        claimed = move.args.get("on_time", False)
        self.state = "closed"
        self.closed_on_time = claimed or clock.in_time(self.stopped_at, self.due or date.min)

    def _void(self, _move: Move) -> None:
        assert self.state == "open"
        self.state = "void"

    @property
    def what(self) -> str:
        """State with its light, as the lists show it."""
        if self.state == "submitted":
            review = clock.review_light(self.stopped_at, self.today, CALENDAR)
            return f"submitted {review.colour}"
        if self.state == "open" and self.due:
            return f"open {clock.light(self.due, self.term, self.today, CALENDAR).colour}"
        if self.state == "closed":
            return "closed on time" if self.closed_on_time else "closed late"
        return "held back" if self.state == "open" else self.state


@pytest.fixture(params=INSTANTS, ids=lambda now: now.strftime("%m-%d"))
def now(request: pytest.FixtureRequest) -> datetime:
    """Several days on which the demo may be started."""
    instant: datetime = request.param
    return instant


def test_the_plan_is_the_same_every_time() -> None:
    assert plan(MONDAY) == plan(MONDAY)


def test_between_sixty_and_a_hundred_and_twenty_tickets(now: datetime) -> None:
    assert 60 <= len(plan(now)) <= 120


def test_every_state_and_light_is_there(now: datetime) -> None:
    told = Counter(Told(story, now).what for story in plan(now))

    for what, least in {
        "open green": 10, "open amber": 5, "open red": 6, "submitted green": 4, "submitted amber": 2,
        "submitted red": 2, "closed on time": 20, "closed late": 3, "void": 2, "held back": 1,
    }.items():  # fmt: skip
        assert told[what] >= least, (what, told)


def test_red_ones_are_one_to_six_days_over() -> None:
    told = [Told(story, MONDAY) for story in plan(MONDAY)]
    over = {
        clock.light(each.due, each.term, each.today, CALENDAR).days_over
        for each in told
        if each.what == "open red" and each.due
    }

    assert over == {1, 2, 3, 4, 6}


def test_returned_reopened_witnessed_entered_claimed_corrected_and_commented(now: datetime) -> None:
    stories = plan(now)
    told = [Told(story, now) for story in stories]
    moves = [move for story in stories for move in story.moves]
    verbs = Counter(move.verb for move in moves)
    open_again = Counter(each.returned for each in told if each.state == "open")

    assert open_again[1] >= 2
    assert open_again[2] >= 2
    assert verbs["ticket.reopen"] >= 1
    assert verbs["ticket.witness"] >= 4
    assert verbs["ticket.withdraw"] >= 1
    assert verbs["ticket.correct"] >= 1
    assert verbs["ticket.release"] >= 1
    assert verbs["ticket.comment"] >= 4
    assert {move.args.get("channel") for move in moves} >= {"paper", "phone"}
    assert any("fixed_at" in move.args for move in moves)
    assert {story.source for story in stories} == {"snap", "self_check", "higher_team", "resident"}


def test_everything_happens_in_working_hours_before_today(now: datetime) -> None:
    for story in plan(now):
        instants = [story.opened_at, *(move.at for move in story.moves)]
        assert instants == sorted(instants)
        assert len(set(instants)) == len(instants)
        assert now - instants[0] < timedelta(days=90)
        assert local_date(instants[-1]) < local_date(now)
        for instant in instants:
            assert CALENDAR.is_working(instant.date())
            assert time(8, 30) <= instant.time() <= time(18, 0)


def test_kinds_villages_venues_and_fields_exist() -> None:
    for story in plan(MONDAY):
        kind = CATALOGUE.kind(story.kind)
        assert story.venue in VENUES[story.village]
        assert all(move.args.get("venue", story.venue) in VENUES[story.village] for move in story.moves)
        known = {field.key: field for field in kind.fields}
        for key, value in story.fields.items():
            if known[key].kind is FieldKind.CHOICE:
                assert value in {option.code for option in CATALOGUE.choices[known[key].choices or ""]}
            if known[key].kind is FieldKind.DATE:
                assert date.fromisoformat(value) < story.opened_at.date()


def test_the_nine_named_problems_all_occur() -> None:
    assert {kind.code for kind in CATALOGUE.kinds if kind.named} <= {story.kind for story in plan(MONDAY)}


def test_two_open_tickets_are_never_the_same_problem() -> None:
    open_now = [
        (story.kind, story.village) for story in plan(MONDAY) if Told(story, MONDAY).state in ("open", "submitted")
    ]

    assert len(set(open_now)) == len(open_now)


def test_two_villages_have_not_been_visited() -> None:
    assert set(VILLAGES) - {story.village for story in plan(MONDAY)} == {"松林坡村", "古塘村"}


def posts(login: str) -> dict[str, str]:
    return dict(PEOPLE[login].posts)


def answers_for(login: str, story: Story) -> bool:
    """Whether somebody works for the village, or for the department, that must fix it."""
    held = posts(login)
    if CATALOGUE.kind(story.kind).default_owner == "department":
        department = next((unit for unit in UNITS if unit.name == held.get("department_staff")), None)
        return department is not None and story.kind.startswith(department.answers_for)
    return held.get("village_staff") == story.village


def in_township(login: str, story: Story, *roles: str) -> bool:
    return any(posts(login).get(role) == VILLAGES[story.village] for role in roles)


def test_tickets_are_opened_by_who_may() -> None:
    for story in plan(MONDAY):
        if story.source == "self_check":
            assert posts(story.opener)["village_staff"] == story.village
        else:
            assert in_township(story.opener, story, "inspector", "office")


def test_every_step_is_taken_by_who_may() -> None:
    for story in plan(MONDAY):
        for move in story.moves:
            allowed = {
                "ticket.acknowledge": answers_for(move.actor, story),
                "ticket.submit": answers_for(move.actor, story)
                or (in_township(move.actor, story, "office") and "channel" in move.args),
                "ticket.withdraw": answers_for(move.actor, story),
                "ticket.witness": in_township(move.actor, story, "inspector"),
                "ticket.return": in_township(move.actor, story, "office", "inspector"),
                "ticket.close": in_township(move.actor, story, "office", "inspector"),
                "ticket.reopen": in_township(move.actor, story, "office"),
                "ticket.void": in_township(move.actor, story, "office", "leader"),
                "ticket.correct": move.actor == story.opener and move.at - story.opened_at < timedelta(minutes=10),
                "ticket.release": move.actor == story.opener and in_township(move.actor, story, "inspector"),
                "ticket.comment": answers_for(move.actor, story) or in_township(move.actor, story, "office"),
            }
            assert allowed[move.verb], (story, move)


def test_nobody_reviews_what_they_submitted_entered_or_fixed() -> None:
    for story in plan(MONDAY):
        last = None
        for move in story.moves:
            if move.verb in ("ticket.submit", "ticket.witness"):
                last = move
            if move.verb in ("ticket.return", "ticket.close"):
                assert last is not None
                assert last.verb == "ticket.witness" or move.actor != last.actor
                assert last.args.get("fixed_by") != PEOPLE[move.actor].name
                assert not answers_for(move.actor, story)


def test_a_red_ticket_is_declared_void_by_the_leader_only() -> None:
    for story in plan(MONDAY):
        for move in story.moves:
            if move.verb == "ticket.void":
                due = clock.due_on(story.opened_at, CATALOGUE.kind(story.kind).term_days, CALENDAR)
                assert ("leader" in posts(move.actor)) == (move.at.date() > due)


def test_evidence_is_what_the_catalogue_asks_for() -> None:
    for story in plan(MONDAY):
        policy = CATALOGUE.kind(story.kind).evidence
        assert story.words or story.pictures
        shown = False
        for move in story.moves:
            if move.verb in ("ticket.submit", "ticket.witness"):
                shown = move.pictures > 0
                assert shown or move.args.get("words")
                assert shown or policy is not EvidencePolicy.REQUIRED
            if move.verb == "ticket.close" and policy in (EvidencePolicy.INSPECTOR_ONLY, EvidencePolicy.REQUIRED):
                assert shown or move.pictures
