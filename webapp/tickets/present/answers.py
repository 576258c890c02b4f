"""What the API says of a ticket. Documents ``tickets.present``; a test holds the two together."""

from typing import Any

from marshmallow import Schema, fields, validate

from webapp.kernel.fields import Id
from webapp.tickets.vocab import State


def told(**more: Any) -> dict[str, Any]:
    """Options of a field that is always there."""
    return {"required": True, **more}


class Named(Schema):
    """Something with a name."""

    id = Id(**told())
    name = fields.String(**told())


class Responsible(Named):
    """The unit that must fix it."""

    kind = fields.String(**told())


class KindOfProblem(Schema):
    """Which problem of the catalogue it is."""

    code = fields.String(**told())
    title = fields.String(**told())
    icon = fields.String(**told())


class Light(Schema):
    """Colour, shape and word; the word is the fact."""

    colour = fields.String(**told())
    shape = fields.String(**told())
    text = fields.String(**told())
    label = fields.String(**told())
    date_text = fields.String(**told())
    days_left = fields.Integer(**told())
    days_over = fields.Integer(**told())


class Card(Schema):
    """A ticket in a list. ``may`` are the commands that the reader can give to it now."""

    id = Id(**told())
    number = fields.String(**told())
    title = fields.String(**told())
    place = fields.String(**told())
    village = fields.Nested(Named, **told())
    venue = fields.Nested(Named, **told(allow_none=True))
    type = fields.Nested(KindOfProblem, **told())
    responsible = fields.Nested(Responsible, **told())
    state = fields.String(**told(validate=validate.OneOf(list(State))))
    state_label = fields.String(**told())
    light = fields.Nested(Light, **told(allow_none=True))
    review_light = fields.Nested(Light, **told(allow_none=True))
    due_on = fields.Date(**told(allow_none=True))
    released_at = fields.DateTime(**told(allow_none=True))
    opened_at = fields.DateTime(**told())
    submitted_at = fields.DateTime(**told(allow_none=True))
    closed_at = fields.DateTime(**told(allow_none=True))
    thumb = fields.String(**told(allow_none=True))
    photo_count = fields.Integer(**told())
    returned_times = fields.Integer(**told())
    version = fields.Integer(**told())
    may = fields.List(fields.String(), **told())
    url = fields.String(**told())


class PhotoBody(Schema):
    """A photo on a ticket: addresses of its sizes, and when it was taken. ``original`` only for who may have it."""

    id = Id(**told())
    use = fields.String(**told())
    thumb = fields.String(**told())
    view = fields.String(**told())
    original = fields.String(**told(allow_none=True))
    width = fields.Integer(**told())
    height = fields.Integer(**told())
    taken_at = fields.DateTime(**told())
    caption = fields.String(**told())
    alt = fields.String(**told())


class FieldValue(Schema):
    """A structured field of the kind with its value."""

    key = fields.String(**told())
    label = fields.String(**told())
    value = fields.String(**told())


class Evidence(Schema):
    """What a fix has to show, and why."""

    policy = fields.String(**told())
    reason = fields.String(**told())


class Workday(Schema):
    """One working day of the term."""

    state = fields.String(**told(validate=validate.OneOf(["past", "today", "left", "over", "paused"])))


class Note(Schema):
    """What was noticed about the photos of a fix. A hint, never a bar."""

    kind = fields.String(**told())
    text = fields.String(**told())
    ok = fields.Boolean(**told())


class Fix(Schema):
    """The newest reported fix."""

    id = Id(**told())
    number = fields.Integer(**told())
    outcome = fields.String(**told())
    by = fields.String(**told(allow_none=True))
    entered_by = fields.String(**told(allow_none=True))
    witnessed_by = fields.String(**told(allow_none=True))
    decided_by = fields.String(**told(allow_none=True))
    fixed_by = fields.String(**told())
    channel = fields.String(**told())
    channel_label = fields.String(**told())
    claimed_at = fields.DateTime(**told(allow_none=True))
    claimed_text = fields.String(**told())
    submitted_at = fields.DateTime(**told())
    submitted_text = fields.String(**told())
    on_time = fields.Boolean(**told())
    claimed_on_time = fields.Boolean(**told())
    reason_label = fields.String(**told())
    reason_words = fields.String(**told())
    words = fields.String(**told())
    photos = fields.List(fields.Nested(PhotoBody), **told())
    notes = fields.List(fields.Nested(Note), **told())
    evidence_missing = fields.String(**told())


class Change(Schema):
    """One field of a correction: what it was, what it is."""

    label = fields.String(**told())
    old = fields.String(**told())
    new = fields.String(**told())


class Line(Schema):
    """One line of the timeline in words, newest first; the awaited next step stands above it."""

    text = fields.String(**told())
    who = fields.String(**told())
    at = fields.DateTime(**told(allow_none=True))
    at_text = fields.String(**told())
    quote = fields.String(**told())
    awaited = fields.Boolean(**told())


class StepTaken(Line):
    """A line of the timeline with its photos and with what a correction changed."""

    name = fields.String(**told())
    changes = fields.List(fields.Nested(Change), **told())
    photos = fields.List(fields.Nested(PhotoBody), **told())


class Described(Card):
    """A ticket with what stands on it beside its card."""

    words = fields.String(**told())
    fields_ = fields.List(fields.Nested(FieldValue), **told(data_key="fields"))
    field_values = fields.Dict(**told())
    how_to_fix = fields.String(**told())
    evidence = fields.Nested(Evidence, **told())
    responsible_person = fields.Nested(Named, **told(allow_none=True))
    opened_text = fields.String(**told())
    released_text = fields.String(**told())
    due_text = fields.String(**told())


class Former(Schema):
    """What only words say of a problem that was taken over from a former ledger."""

    found_by = fields.String(**told())
    reviewed_by = fields.String(**told())
    remark = fields.String(**told())


class TicketBody(Described):
    """A ticket with everything the reader is told of it. ``opened_by`` is hidden from departments."""

    source_label = fields.String(**told())
    term_days = fields.Integer(**told())
    workdays = fields.List(fields.Nested(Workday), **told())
    opened_by = fields.Nested(Named, **told(allow_none=True))
    closed_text = fields.String(**told())
    closed_on_time = fields.Boolean(**told(allow_none=True))
    problem_photos = fields.List(fields.Nested(PhotoBody), **told())
    fix_photos = fields.List(fields.Nested(PhotoBody), **told())
    other_photos = fields.List(fields.Nested(PhotoBody), **told())
    submission = fields.Nested(Fix, **told(allow_none=True))
    photos_expired = fields.Integer(**told())
    former = fields.Nested(Former, **told(allow_none=True))
    timeline = fields.List(fields.Nested(StepTaken), **told())


class KeptPhoto(Schema):
    """A photo as a phone keeps it; its sizes are at `/photos/<id>/<size>`."""

    id = Id(**told())
    use = fields.String(**told())
    caption = fields.String(**told())
    alt = fields.String(**told())
    width = fields.Integer(**told())
    height = fields.Integer(**told())


class Dates(Schema):
    """What a light is made of: green before `amber_from`, amber until the end of `due_on`, then red."""

    due_on = fields.Date(**told())
    amber_from = fields.Date(**told())


class Clock(Dates):
    """What the ticket's own light is made of; paused it shows none of the three."""

    paused = fields.Boolean(**told())


class Item(Described):
    """A ticket as a phone keeps it. Its lights are those of the day it was told; the clocks say them for every day.

    `mine`: the reader answers for it. `opened_by_me` with `received_at` tells whether it may still be corrected;
    `changed_at` when a finished one may be forgotten.
    """

    problem_photos = fields.List(fields.Nested(KeptPhoto), **told())
    fix_photos = fields.List(fields.Nested(KeptPhoto), **told())
    other_photos = fields.List(fields.Nested(KeptPhoto), **told())
    timeline = fields.List(fields.Nested(Line), **told())
    clock = fields.Nested(Clock, **told(allow_none=True))
    review_clock = fields.Nested(Dates, **told(allow_none=True))
    mine = fields.Boolean(**told())
    opened_by_me = fields.Boolean(**told())
    received_at = fields.DateTime(**told())
    changed_at = fields.DateTime(**told())


class Page(Schema):
    """A page of tickets; ``next`` asks for the page after it, null on the last."""

    items = fields.List(fields.Nested(Card), **told())
    next = fields.String(**told(allow_none=True))


class Similar(Schema):
    """Unfinished tickets like the one about to be opened, at most three."""

    items = fields.List(fields.Nested(Card), **told())
