"""Problems: every error that a person or a program can meet, each declared once with a stable code."""

from dataclasses import dataclass
from typing import Any

from webapp.kernel.text import lazy


@dataclass(frozen=True)
class Problem:
    """One kind of error. ``code`` never changes its meaning; ``sentence`` may use ``%(name)s`` details; ``headers`` go
    along with every answer of this kind and no other."""

    code: str
    status: int
    sentence: Any
    headers: tuple[tuple[str, str], ...] = ()

    def text(self, details: dict[str, Any]) -> str:
        """The sentence in the reader's language, filled with ``details``."""
        return str(self.sentence) % _Blank(details)


class _Blank(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"


CATALOG: dict[str, Problem] = {}


def problem(code: str, status: int, sentence: Any, headers: tuple[tuple[str, str], ...] = ()) -> Problem:
    """Declare a problem. Raises ValueError when the code is taken."""
    if code in CATALOG:
        raise ValueError(f"problem {code} is declared twice")
    CATALOG[code] = Problem(code, status, sentence, headers)
    return CATALOG[code]


class AppError(Exception):
    """Raised anywhere below the doors; the doors turn it into a page, problem+json or a refusal."""

    def __init__(self, kind: Problem, /, **details: Any) -> None:
        super().__init__(kind.code, details)
        self.problem = kind
        self.details = details

    def as_json(self) -> dict[str, Any]:
        """The body of an ``application/problem+json`` answer (RFC 9457)."""
        return {
            "type": "about:blank",
            "title": self.problem.code,
            "status": self.problem.status,
            "code": self.problem.code,
            "detail": self.problem.text(self.details),
            "details": self.details,
        }


STORE_UNREACHABLE = problem(
    "store.unreachable", 503, lazy("Photos cannot be kept or shown just now. What is not sent yet is sent by itself.")
)
NOT_FOUND = problem("http.not_found", 404, lazy("There is nothing here."))
FORBIDDEN = problem("auth.forbidden", 403, lazy("This step is not yours to do."))
SIGN_IN = problem("auth.sign_in", 401, lazy("Sign in to go on."))
NO_ROLE = problem("auth.no_role", 403, lazy("You have no role here at present. The township office can give you one."))
FOREIGN_ORIGIN = problem(
    "auth.foreign_origin", 403, lazy("This did not come from the app itself. Open it again and retry.")
)
OTHER_PERSON = problem(
    "auth.other_person", 409, lazy("Somebody else is signed in here now. What you wrote is still here.")
)
OTHER_ROLE = problem("auth.other_role", 409, lazy("You act in another role here now. What you wrote is still here."))
DEVICE_LOST = problem(
    "device.lost",
    410,
    lazy("This phone was reported lost and forgets what was on it. If it is yours, tell the township office."),
    # The only answer that makes a browser forget. Nothing of it may be kept and shown again later.
    (("Clear-Site-Data", '"cache", "cookies", "storage"'), ("Cache-Control", "no-store")),
)
INVALID = problem("input.invalid", 422, lazy("Something is missing or not as expected."))
MALFORMED = problem("input.malformed", 400, lazy("This could not be read."))
NOT_JSON = problem("input.not_json", 415, lazy("Send JSON."))
BODY_TOO_LARGE = problem("input.too_large", 413, lazy("This is too large."))
METHOD = problem("http.method", 405, lazy("That does not work here."))
RATE = problem("http.too_many", 429, lazy("Too many attempts. Wait %(seconds)s seconds and try again."))
INTERNAL = problem("http.internal", 500, lazy("Something broke on our side. What you sent was not stored; try again."))
