"""Facts. An event class owns its name and its sentence; sinks and reactions are tables filled by the wiring."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from webapp.kernel.commands import Context

EVENTS: dict[str, type["Event"]] = {}


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened to ``subject_id`` in ``unit_id``. Fields of subclasses become its data."""

    name: ClassVar[str] = ""
    subject: ClassVar[str] = ""
    sentence: ClassVar[Any] = ""

    subject_id: str
    unit_id: str

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.name:
            if cls.name in EVENTS and EVENTS[cls.name].__qualname__ != cls.__qualname__:
                raise ValueError(f"event {cls.name} is declared twice")
            EVENTS[cls.name] = cls

    def data(self) -> dict[str, Any]:
        """What the timeline keeps: every field but the subject and unit, empty ones left out."""
        own = asdict(self)
        del own["subject_id"], own["unit_id"]
        return {key: value for key, value in own.items() if value not in (None, "", [], {})}


Handler = Callable[["Context", Any], None]
Finisher = Callable[["Context"], None]

SINKS: list[Handler] = []
REACTIONS: dict[type[Event], list[Handler]] = {}
# What a command does last, once everything else of it is written: the place for a lock that all commands share.
FINISHERS: list[Finisher] = []
