"""Coming in, going out, and who one is: the session of the pages, for programs."""

from typing import Any

from flask_login import current_user
from marshmallow import Schema, fields, validate

from webapp.accounts import signin
from webapp.accounts.vocab import PASSWORD_MAX
from webapp.kernel.errors import RATE
from webapp.kernel.fields import Args, Id, Text
from webapp.kernel.http import PUBLIC, SIGNED_IN, access, acting
from webapp.kernel.rest import WRITING, Blueprint, refuses
from webapp.shell import identity
from webapp.units import queries as units
from webapp.units.models import Membership
from webapp.units.vocab import ROLE_LABELS, Role

api = Blueprint("session", __name__, about="The cookie session that pages and programs share.")


class SignIn(Args):
    """Name or phone number, and password."""

    login = Text(limit=64, required=True)
    password = fields.String(required=True, validate=validate.Length(max=PASSWORD_MAX))


class Acting(Schema):
    """A hat: a person's role in a unit."""

    membership_id = Id(required=True)
    role = fields.String(required=True, validate=validate.OneOf(list(Role)))
    role_label = fields.String(required=True)
    unit_id = Id(required=True)
    unit_name = fields.String(required=True)


class Me(Schema):
    """Who is asking, in which of their memberships."""

    person_id = Id(required=True)
    name = fields.String(required=True)
    session_id = Id(required=True)
    acting = fields.Nested(Acting, required=True)
    memberships = fields.List(fields.Nested(Acting), required=True)


@api.route("/session", methods=["POST"])
@refuses(api, *WRITING, signin.WRONG, RATE)
@api.response(201, Me, description="Signed in; the cookie is in `Set-Cookie`.")
@access(PUBLIC)
@api.arguments(SignIn)
def sign_in(typed: dict[str, Any]) -> dict[str, Any]:
    """Sign in. A wrong password answers like an unknown name; after some the wait doubles."""
    token, person = signin.sign_in(typed["login"], typed["password"], identity.visitor())
    identity.come_in(token, person)
    return _me()


@api.route("/session", methods=["DELETE"])
@refuses(api, WRITING[0])
@api.response(204)
@access(PUBLIC)
def sign_out() -> None:
    """Sign out: the session ends on the server, so that copies of the cookie are dead too. Harmless to repeat."""
    identity.leave()


@api.route("/me")
@refuses(api)
@api.alt_response(304, description="Nothing changed.")
@api.response(200, Me)
@access(SIGNED_IN)
def me() -> dict[str, Any]:
    """Who is asking."""
    return _me()


def _me() -> dict[str, Any]:
    actor = acting()
    held = [_hat(each) for each in units.current_memberships(actor.person_id)]
    return {
        "person_id": actor.person_id,
        "name": actor.name,
        "session_id": current_user.session_id,
        "acting": next(hat for hat in held if hat["membership_id"] == actor.membership_id),
        "memberships": held,
    }


def _hat(membership: Membership) -> dict[str, str]:
    return {
        "membership_id": membership.id,
        "role": membership.role,
        "role_label": str(ROLE_LABELS[Role(membership.role)]),
        "unit_id": membership.unit_id,
        "unit_name": membership.unit.name,
    }
