"""Kinds of problems as a list: what the catalogue's own spreadsheet says, changed and brought in again."""

from typing import Any

from webapp.catalogue import queries
from webapp.catalogue.document_schema import CODE_FORM
from webapp.catalogue.models import IssueType
from webapp.catalogue.present.kinds import values
from webapp.catalogue.schemas import NO_REASON
from webapp.catalogue.vocab import (
    EVIDENCE_LABELS,
    KEYWORDS_LENGTH,
    LANGUAGES,
    LONGEST_TERM,
    MOST_KINDS,
    OWNER_LABELS,
    SEVERITY_LABELS,
    TEXT_LIMITS,
    DefaultOwner,
    EvidencePolicy,
    Severity,
)
from webapp.kernel.actors import Actor
from webapp.kernel.text import DEFAULT_LOCALE, _, in_locale, lazy, ngettext
from webapp.sheets.lists.table import Column, Listed, Row, one_of

CHOSEN: dict[str, Any] = {"severity": SEVERITY_LABELS, "default_owner": OWNER_LABELS, "evidence": EVIDENCE_LABELS}
YES = ("是", "yes", "y", "1", "true")
NO = ("", "否", "no", "n", "0", "false")


class Catalogue:
    """What there is, and which codes the rows before have named."""

    def __init__(self, _actor: Actor) -> None:
        self.kinds = {kind.code: kind for kind in queries.newest()}
        self.groups = queries.groups()
        self.seen: set[str] = set()


def _kind(row: Row, _actor: Actor, held: Catalogue) -> dict[str, Any] | None:
    known = held.kinds.get(row["code"])
    before = values(known) if known is not None else {}
    _code(row, held)
    args: dict[str, Any] = {"code": row["code"], "icon": before.get("icon", "other")}
    args["named"] = known.named if known is not None else None
    args |= _texts(row, before)
    args["keywords"] = row["keywords"]
    if len(row["keywords"]) > KEYWORDS_LENGTH:
        row.wrong("keywords", _("This is too long."))
    args |= {key: one_of(row, key, known_words) for key, known_words in CHOSEN.items()}
    args["term_days"] = _days(row)
    args["retired"] = _retired(row)
    if args["evidence"] == EvidencePolicy.REQUIRED and not row.faults:
        for language in LANGUAGES:
            if not args[f"evidence_reason_{language}"]:
                row.wrong(f"evidence_reason_{language}", NO_REASON)
    if row.faults or (known is not None and _is_same(args, known, before)):
        return None
    return args


def _code(row: Row, held: Catalogue) -> None:
    code = row["code"]
    if CODE_FORM.match(code) is None or code.split("-")[0] not in held.groups:
        row.wrong("code", _("A group of the catalogue, a dash, two digits: A1-10."))
    elif code in held.seen:
        row.wrong("code", _("This stands in the list twice."))
    held.seen.add(code)


def _texts(row: Row, before: dict[str, Any]) -> dict[str, str]:
    """Every text in both languages. A cell that is empty leaves what there is; a new kind needs them all."""
    told = {}
    for name, limits in TEXT_LIMITS.items():
        for language in LANGUAGES:
            key = f"{name}_{language}"
            told[key] = row[key] or before.get(key, "")
            if len(told[key]) > limits[language]:
                row.wrong(key, _("At most %(limit)s characters.", limit=limits[language]))
            if not told[key] and name != "evidence_reason":
                row.wrong(key, _("Fill this in."))
    return told


def _days(row: Row) -> int:
    text = row["term_days"]
    days = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
    if not 1 <= days <= LONGEST_TERM:
        row.wrong("term_days", _("A number of working days, from 1 to %(limit)s.", limit=LONGEST_TERM))
    return days


def _retired(row: Row) -> bool:
    said = row["retired"].casefold()
    if said not in YES + NO:
        row.wrong("retired", _("Yes, or nothing."))
    return said in YES


def _is_same(args: dict[str, Any], known: IssueType, before: dict[str, Any]) -> bool:
    same = all(args[key] == before[key] for key in args if key not in ("retired", "named"))
    return same and args["retired"] == (known.retired_at is not None)


def _current(_actor: Actor) -> list[list[str]]:
    """The catalogue as rows of this list, retired kinds too."""
    rows = []
    with in_locale(DEFAULT_LOCALE):
        for kind in queries.newest():
            told = values(kind)
            told["severity"] = str(SEVERITY_LABELS[Severity(kind.severity)])
            told["default_owner"] = str(OWNER_LABELS[DefaultOwner(kind.default_owner)])
            told["evidence"] = str(EVIDENCE_LABELS[EvidencePolicy(kind.evidence)])
            told["retired"] = YES[0] if kind.retired_at else ""
            rows.append([str(told[column.key]) for column in KINDS.columns])
    return rows


KINDS = Listed(
    "kinds", lazy("Kinds of problems"),
    lazy("A row a kind: a known code changes it, a new one adds it. Kinds that are not in the list stay as they are."),
    "kinds.import",
    (
        Column("code", lazy("Code of the kind"), "编码", "A1-10"),
        Column("title_zh", lazy("Title in Chinese"), "名称", "活动室没有饮水设备"),
        Column("title_en", lazy("Title in English"), "英文名称", "No drinking water in the room"),
        Column("short_zh", lazy("Short title in Chinese"), "短名", "没有饮水"),
        Column("short_en", lazy("Short title in English"), "英文短名", "No water"),
        Column("how_to_fix_zh", lazy("What counts as fixed, in Chinese"), "整改标准", "有热水可喝"),
        Column("how_to_fix_en", lazy("What counts as fixed, in English"), "英文整改标准", "There is hot water"),
        Column("alternatives_zh", lazy("Instead of a photo, in Chinese"), "不拍照怎么办", "写一句就行"),
        Column("alternatives_en", lazy("Instead of a photo, in English"), "英文不拍照怎么办", "A sentence will do"),
        Column("severity", lazy("How bad"), "程度", "一般"),
        Column("term_days", lazy("Working days to fix it"), "期限（工作日）", "10"),
        Column("default_owner", lazy("Responsible by default"), "责任主体", "村里"),
        Column("evidence", lazy("What shows that it is fixed"), "整改凭据", "照片或一句话"),
        Column("evidence_reason_zh", lazy("Why a photo, in Chinese"), "要求照片的理由", "", required=False),
        Column("evidence_reason_en", lazy("Why a photo, in English"), "英文要求照片的理由", "", required=False),
        Column("keywords", lazy("Other words that it is found by"), "其他搜索词", "饮水机 热水", required=False),
        Column("retired", lazy("Out of use"), "停用", "", required=False),
    ),
    begin=Catalogue, check=_kind, goes_to="catalogue.kinds", shown=("code", "title_zh"), most=MOST_KINDS,
    told=lambda result: ngettext("%(num)d kind changed.", "%(num)d kinds changed.", result["count"]),
    current=_current,
)  # fmt: skip
