"""Who may do what with a ticket (design.md section 3). Whether they may see it is asked first, in queries."""

from webapp.kernel import clock
from webapp.kernel.actors import Actor
from webapp.kernel.policy import define, rule
from webapp.tickets.models import SavedView, Ticket
from webapp.tickets.vocab import CORRECTION_WINDOW, UNFINISHED
from webapp.units.models import Unit
from webapp.units.policy import (
    administrator,
    anybody,
    county_viewer,
    department_staff,
    inspector,
    leader,
    office,
    village_staff,
)
from webapp.units.vocab import RESPONSIBLE_ROLES, TOWNSHIP_ROLES


def hides_opener(actor: Actor) -> bool:
    """Departments fix what is theirs without being told who reported it (design.md section 3)."""
    return department_staff(actor, None)


@rule
def in_their_township(actor: Actor, place: Ticket | Unit) -> bool:
    """The ticket or village lies in the actor's township."""
    return place.township_id == actor.township_id


@rule
def in_their_village(actor: Actor, village: Unit) -> bool:
    """The village is the actor's own."""
    return village.id == actor.unit_id


@rule
def opener(actor: Actor, ticket: Ticket) -> bool:
    """The actor opened it."""
    return ticket.opened_by == actor.person_id


@rule
def just_opened(_actor: Actor, ticket: Ticket) -> bool:
    """It was opened within the last ten minutes, by the server's clock."""
    return clock.now() - ticket.received_at <= CORRECTION_WINDOW


@rule
def released(_actor: Actor, ticket: Ticket) -> bool:
    """The responsible sees it already."""
    return ticket.released_at is not None


@rule
def unreleased(_actor: Actor, ticket: Ticket) -> bool:
    """The responsible does not see it yet."""
    return ticket.released_at is None


@rule
def unacknowledged(_actor: Actor, ticket: Ticket) -> bool:
    """Nobody of the responsible unit has received it yet."""
    return ticket.acknowledged_at is None


@rule
def responsible(actor: Actor, ticket: Ticket) -> bool:
    """The actor works for the unit that must fix it."""
    return actor.role in RESPONSIBLE_ROLES and actor.unit_id == ticket.responsible_id


@rule
def submitter(actor: Actor, ticket: Ticket) -> bool:
    """The actor reported, entered or witnessed the fix that waits."""
    waiting = ticket.waiting
    return waiting is not None and actor.person_id in (
        waiting.submitted_by, waiting.entered_by, waiting.witnessed_by,
    )  # fmt: skip


@rule
def reviewer(actor: Actor, ticket: Ticket) -> bool:
    """An inspector, office member or the leader of that township who is neither the submitter, nor entered
    the fix for them, nor made it, nor belongs to the unit that must fix it now or had to when it was reported.
    Who only witnessed it may review."""
    waiting = ticket.waiting
    return (
        actor.role in TOWNSHIP_ROLES
        and actor.township_id == ticket.township_id
        and waiting is not None
        and actor.person_id not in (waiting.submitted_by, waiting.entered_by)
        and waiting.fixed_by != actor.name
        and not {ticket.responsible_id, waiting.responsible_id} & actor.unit_ids
    )


@rule
def red(_actor: Actor, ticket: Ticket) -> bool:
    """It is past due, or was when its clock stopped: a late fix that waits does not make it green."""
    stopped = clock.local(ticket.clock_stopped_at).date() if ticket.clock_stopped_at else clock.today()
    return ticket.state in UNFINISHED and ticket.due_on is not None and ticket.due_on < stopped


@rule
def not_red(actor: Actor, ticket: Ticket) -> bool:
    """It is not past due."""
    return not red(actor, ticket)


@rule
def not_a_mere_reader(actor: Actor, thing: Ticket) -> bool:
    """Everybody who may see it, but not the county viewer."""
    return not county_viewer(actor, thing)


@rule
def own_view(actor: Actor, view: SavedView) -> bool:
    """The view is the actor's own."""
    return view.person_id == actor.person_id


own_office = office & in_their_township
has_problems = inspector | office | leader | county_viewer | village_staff | department_staff

define(
    {
        "ticket.open": ((inspector | office) & in_their_township) | (village_staff & in_their_village),
        # Only who inspects unannounced may keep a problem back; a village that could would stop its own clock.
        "ticket.hold_back": inspector & in_their_township,
        "ticket.release": unreleased & ((inspector & opener) | (leader & in_their_township)),
        "ticket.acknowledge": responsible & released & unacknowledged,
        "ticket.submit": released & (responsible | own_office),
        "ticket.witness": released & inspector & in_their_township,
        "ticket.withdraw": submitter,
        "ticket.return": reviewer,
        "ticket.close": reviewer,
        # Whose work is about problems at all; an administrator sees none.
        "ticket.list": has_problems,
        # The desk itself: whoever might review something in the township.
        "ticket.review": inspector | office | leader,
        "ticket.reopen": own_office,
        "ticket.correct": (opener & just_opened) | own_office,
        # When somebody leaves, what names them goes to another of the same unit.
        "ticket.pass_on": own_office,
        "ticket.void": (own_office & not_red) | (leader & in_their_township),
        "ticket.withhold": leader & in_their_township,
        "ticket.comment": anybody & not_a_mere_reader,
        "retention.set": administrator,
        # Each row is asked about besides, as if it were opened alone.
        "tickets.import": office,
        # Who stands on a printed sheet as somebody to ask.
        "paper.contact": office,
        "view.save": has_problems,
        "view.rename": own_view,
        "view.delete": own_view,
    }
)
