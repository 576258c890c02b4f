"""For every command a moment in which it may be given: who gives it, and with which arguments."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from tests import make
from tests.cast import PASSWORD, Cast
from webapp.accounts import signin
from webapp.accounts.models import LoginSession
from webapp.catalogue import queries as catalogue
from webapp.catalogue.documents import SHIPPED
from webapp.catalogue.present.kinds import values
from webapp.kernel.actors import Actor
from webapp.kernel.db import db, write_transaction
from webapp.units.vocab import Role

Scene = tuple[Actor, dict[str, Any]]
SCENES: dict[str, Callable[[Cast], Scene]] = {}


def scene(name: str) -> Callable[[Callable[[Cast], Scene]], Callable[[Cast], Scene]]:
    """Set the scene of a command."""

    def register(prepare: Callable[[Cast], Scene]) -> Callable[[Cast], Scene]:
        SCENES[name] = prepare
        return prepare

    return register


def session_of(actor: Actor) -> str:
    """The id of a fresh session of the actor."""
    with write_transaction():
        token = signin.open_session(actor.person_id, "test")
    found = signin.queries.live_session(token)
    assert found is not None
    return found.id


@scene("account.change_password")
def _change_password(cast: Cast) -> Scene:
    actor = cast.actor("qinglong")
    return actor, {"current": PASSWORD, "new": "another good one", "session_id": session_of(actor)}


@scene("account.end_session")
def _end_session(cast: Cast) -> Scene:
    actor = cast.actor("qinglong")
    return actor, {"session_id": session_of(actor)}


@scene("account.set_preferences")
def _set_preferences(cast: Cast) -> Scene:
    return cast.actor("qinglong"), {"locale": "en", "large": True}


@scene("account.invite")
def _invite(cast: Cast) -> Scene:
    token = hashlib.sha256(b"a token").hexdigest()
    return cast.actor("zhenban"), {"person_id": cast.person("qinglong").id, "token_hash": token}


@scene("unit.choose_membership")
def _choose_membership(cast: Cast) -> Scene:
    hat = cast.hat("zhenban", "望溪镇", Role.INSPECTOR).id
    actor = cast.actor("zhenban")
    return actor, {"membership_id": hat, "session_id": session_of(actor)}


@scene("device.discard")
def _discard(cast: Cast) -> Scene:
    actor = cast.actor("xuncha1")
    return actor, {"device": make.phone(actor.person_id, made=7), "seq": 7, "name": "ticket.open"}


@scene("device.lose")
def _lose(cast: Cast) -> Scene:
    owner = cast.person("qinglong").id
    return cast.actor("zhenban"), {"device": make.phone(owner), "person_id": owner}


@scene("device.find")
def _find(cast: Cast) -> Scene:
    actor, args = _lose(cast)
    make.run(actor, "device.lose", **args)
    return actor, args


@scene("ticket.open")
def _open(cast: Cast) -> Scene:
    actor = cast.actor("xuncha1")
    photo = make.claim(make.make_photo(actor), lat=26.3, lng=108.6, source="camera")
    village = cast.unit("青龙村").id
    return actor, {"ticket_id": make.new_id(), "village_id": village, "type_code": make.STEPS, "photos": [photo]}


@scene("ticket.release")
def _release(cast: Cast) -> Scene:
    actor = cast.actor("xuncha1")
    return actor, {"ticket_id": make.held_ticket(actor).id}


@scene("ticket.acknowledge")
def _acknowledge(cast: Cast) -> Scene:
    return cast.actor("qinglong"), {"ticket_id": make.open_ticket(cast.actor("xuncha1")).id}


@scene("ticket.submit")
def _submit(cast: Cast) -> Scene:
    actor = cast.actor("qinglong")
    ticket = make.open_ticket(cast.actor("xuncha1"))
    photo = make.claim(make.make_photo(actor))
    return actor, {"ticket_id": ticket.id, "version": ticket.version, "words": "修好了", "photos": [photo]}


@scene("ticket.witness")
def _witness(cast: Cast) -> Scene:
    actor = cast.actor("xuncha1")
    return actor, {"ticket_id": make.open_ticket(actor).id, "fixed_by": "刘志强", "words": "当场铲平"}


@scene("ticket.withdraw")
def _withdraw(cast: Cast) -> Scene:
    actor = cast.actor("qinglong")
    return actor, {"ticket_id": make.submitted_ticket(cast.actor("xuncha1"), actor).id}


@scene("ticket.return")
def _return(cast: Cast) -> Scene:
    ticket = make.submitted_ticket(cast.actor("xuncha1"), cast.actor("qinglong"))
    return cast.actor("zhenban"), {"ticket_id": ticket.id, "reason_code": "half_done"}


@scene("ticket.close")
def _close(cast: Cast) -> Scene:
    ticket = make.submitted_ticket(cast.actor("xuncha1"), cast.actor("qinglong"))
    return cast.actor("zhenban"), {"ticket_id": ticket.id, "words": "可以"}


@scene("ticket.reopen")
def _reopen(cast: Cast) -> Scene:
    ticket = make.closed_ticket(cast.actor("xuncha1"), cast.actor("qinglong"), cast.actor("zhenban"))
    return cast.actor("zhenban2"), {"ticket_id": ticket.id, "reason": "点错了"}


@scene("ticket.correct")
def _correct(cast: Cast) -> Scene:
    actor = cast.actor("xuncha1")
    return actor, {"ticket_id": make.open_ticket(actor).id, "type_code": make.WIRING}


@scene("ticket.void")
def _void(cast: Cast) -> Scene:
    return cast.actor("zhenban"), {"ticket_id": make.open_ticket(cast.actor("xuncha1")).id, "reason": "重复登记"}


@scene("ticket.comment")
def _comment(cast: Cast) -> Scene:
    return cast.actor("qinglong"), {"ticket_id": make.open_ticket(cast.actor("xuncha1")).id, "words": "材料周一到"}


@scene("ticket.withhold")
def _withhold(cast: Cast) -> Scene:
    inspector = cast.actor("xuncha1")
    photo = make.make_photo(inspector, 5)
    ticket = make.open_ticket(inspector, photos=[make.claim(photo)])
    return cast.actor("lingdao"), {"ticket_id": ticket.id, "photo_id": photo, "reason": "拍到村民正脸"}


@scene("unit.add")
def _add_unit(cast: Cast) -> Scene:
    args = {"unit_id": make.new_id(), "parent_id": cast.unit("望溪镇").id, "kind": "village", "name": "上湾村"}
    return cast.actor("admin"), args


@scene("unit.correct")
def _correct_unit(cast: Cast) -> Scene:
    return cast.actor("admin"), {"unit_id": cast.unit("新渡村").id, "name": "新渡新村", "lat": 30.2, "lng": 120.1}


@scene("unit.set_answerable")
def _set_answerable(cast: Cast) -> Scene:
    return cast.actor("zhenban"), {"unit_id": cast.unit("民政办").id, "code_prefixes": ["B", "A4"]}


@scene("venue.add")
def _add_venue(cast: Cast) -> Scene:
    return cast.actor("zhenban"), {"venue_id": make.new_id(), "unit_id": cast.unit("青龙村").id, "name": "文化礼堂"}


@scene("venue.correct")
def _correct_venue(cast: Cast) -> Scene:
    return cast.actor("zhenban"), {"venue_id": cast.venue("青龙村").id, "name": "老年活动室"}


@scene("venue.close")
def _close_venue(cast: Cast) -> Scene:
    return cast.actor("zhenban"), {"venue_id": cast.venue("白石村").id}


@scene("venue.reopen")
def _reopen_venue(cast: Cast) -> Scene:
    venue_id = cast.venue("白石村").id
    make.run(cast.actor("zhenban"), "venue.close", venue_id=venue_id)
    return cast.actor("zhenban"), {"venue_id": venue_id}


@scene("duty.set")
def _set_duty(cast: Cast) -> Scene:
    args = {"unit_id": cast.unit("青龙村").id, "kind": "contact_cadre", "person_id": cast.person("xuncha2").id}
    return cast.actor("zhenban"), args


@scene("person.add")
def _add_person(cast: Cast) -> Scene:
    args = {"person_id": make.new_id(), "name": "方小云", "unit_id": cast.unit("白石村").id, "role": "village_staff"}
    return cast.actor("zhenban"), args


@scene("person.correct")
def _correct_person(cast: Cast) -> Scene:
    return cast.actor("zhenban"), {"person_id": cast.person("qinglong").id, "name": "刘志坚"}


@scene("membership.begin")
def _begin_membership(cast: Cast) -> Scene:
    args = {"person_id": cast.person("qinglong").id, "unit_id": cast.unit("白石村").id, "role": "village_staff"}
    return cast.actor("zhenban"), args


@scene("membership.end")
def _end_membership(cast: Cast) -> Scene:
    args = {"person_id": cast.person("baishi").id, "unit_id": cast.unit("青龙村").id, "role": "village_staff"}
    return cast.actor("zhenban"), make.run(cast.actor("zhenban"), "membership.begin", **args)


@scene("people.import")
def _import_people(cast: Cast) -> Scene:
    row = {"name": "方小云", "phone": "", "unit_id": cast.unit("白石村").id, "role": "village_staff"}
    return cast.actor("zhenban"), {"people": [row]}


@scene("places.import")
def _import_places(cast: Cast) -> Scene:
    row = {"parent_id": cast.unit("望溪镇").id, "kind": "village", "name": "长湾村", "venue": "活动室"}
    return cast.actor("admin"), {"places": [row]}


@scene("complaint.answer")
def _answer(cast: Cast) -> Scene:
    return cast.actor("zhenban"), {"complaint_id": make.complaint(cast.unit("望溪镇").id), "words": "本周内修好"}


@scene("ticket.pass_on")
def _pass_on(cast: Cast) -> Scene:
    make.open_ticket(cast.actor("xuncha1"))
    unit, heir = cast.unit("青龙村").id, cast.person("baishi").id
    make.run(cast.actor("zhenban"), "membership.begin", person_id=heir, unit_id=unit, role="village_staff")
    args = {"unit_id": unit, "from_person_id": cast.person("qinglong").id, "to_person_id": heir}
    return cast.actor("zhenban"), args


@scene("view.save")
def _save_view(cast: Cast) -> Scene:
    return cast.actor("zhenban"), {"name": "青龙没办完的", "address": {"village": cast.unit("青龙村").id}}


@scene("view.rename")
def _rename_view(cast: Cast) -> Scene:
    return cast.actor("zhenban"), {"view_id": _kept_view(cast, "一"), "name": "二"}


@scene("view.delete")
def _delete_view(cast: Cast) -> Scene:
    return cast.actor("zhenban"), {"view_id": _kept_view(cast, "三")}


@scene("account.disable")
def _disable(cast: Cast) -> Scene:
    return cast.actor("zhenban"), {"person_id": cast.person("baishi").id}


@scene("account.enable")
def _enable(cast: Cast) -> Scene:
    make.run(cast.actor("zhenban"), "account.disable", person_id=cast.person("minzheng").id)
    return cast.actor("zhenban"), {"person_id": cast.person("minzheng").id}


@scene("calendar.set_days")
def _set_days(cast: Cast) -> Scene:
    return cast.actor("admin"), {"days": [{"day": "2026-12-31", "is_working": False, "note": "停电检修"}]}


def kind_args(code: str, **changes: Any) -> dict[str, Any]:
    """The arguments of ``kind.save`` for a kind as it stands, or for one like A1-01 where there is none."""
    held = catalogue.by_code(code) or catalogue.by_code("A1-01")
    assert held is not None
    told = values(held) | {"code": code, "named": None, "revision": None}
    return {**told, **changes}


@scene("kind.save")
def _save_kind(_cast: Cast) -> Scene:
    return _cast.actor("admin"), kind_args("A1-20", title_zh="没有饮水")


@scene("kind.retire")
def _retire_kind(cast: Cast) -> Scene:
    return cast.actor("admin"), {"code": "A5-01"}


@scene("kind.restore")
def _restore_kind(cast: Cast) -> Scene:
    make.run(cast.actor("admin"), "kind.retire", code="A1-07")
    return cast.actor("admin"), {"code": "A1-07"}


@scene("kinds.import")
def _import_kinds(cast: Cast) -> Scene:
    args = kind_args("A1-21", title_zh="没有雨伞")
    del args["revision"]
    return cast.actor("admin"), {"kinds": [args]}


@scene("catalogue.replace")
def _replace_catalogue(cast: Cast) -> Scene:
    document = json.loads(SHIPPED.read_text("utf-8"))
    document["types"][0]["term_days"] = 6
    return cast.actor("admin"), {"document": document}


@scene("tickets.import")
def _import_tickets(cast: Cast) -> Scene:
    village = cast.unit("青龙村").id
    row = {
        "number": "2025-017", "village_id": village, "responsible_id": village, "type_code": "A1-08",
        "words": "门口第二级台阶裂了", "state": "closed", "inspected_on": "2025-03-05", "handed_on": "2025-03-06",
        "due_on": "2025-03-20", "fixed_on": "2025-03-18", "closed_on": "2025-03-19", "done": "已重新浇筑",
        "found_by": "周明", "reviewed_by": "陈远",
    }  # fmt: skip
    return cast.actor("zhenban"), {"tickets": [row]}


@scene("unit.close")
def _close_unit(cast: Cast) -> Scene:
    return cast.actor("admin"), {"unit_id": _empty_village(cast)}


@scene("unit.reopen")
def _reopen_unit(cast: Cast) -> Scene:
    village = _empty_village(cast)
    make.run(cast.actor("admin"), "unit.close", unit_id=village)
    return cast.actor("admin"), {"unit_id": village}


def _empty_village(cast: Cast) -> str:
    village, town = make.new_id(), cast.unit("望溪镇").id
    make.run(cast.actor("admin"), "unit.add", unit_id=village, parent_id=town, kind="village", name=f"村{village[-6:]}")
    return village


@scene("retention.set")
def _set_retention(cast: Cast) -> Scene:
    return cast.actor("admin"), {"years": 5}


@scene("ledger.export")
def _export(cast: Cast) -> Scene:
    make.open_ticket(cast.actor("xuncha1"))
    return cast.actor("zhenban"), {"address": {"view": "all"}, "pictures": True}


def _kept_view(cast: Cast, name: str) -> str:
    made: str = make.run(cast.actor("zhenban"), "view.save", name=name, address={"view": "all"})["view_id"]
    return made


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables, to see whether anything changed at all."""
    db.session.expire_all()
    found = {}
    for table in db.metadata.sorted_tables:
        rows = db.session.execute(select(table).order_by(*table.primary_key.columns))
        found[table.name] = [tuple(row) for row in rows]
    return found


def sessions_of(person_id: str) -> list[LoginSession]:
    """All sessions of a person."""
    return list(db.session.scalars(select(LoginSession).where(LoginSession.person_id == person_id)))
