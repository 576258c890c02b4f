"""Facts about phones; they stand in the chain of the person whose phone it is."""

from dataclasses import dataclass

from webapp.kernel.events import Event
from webapp.kernel.text import lazy


class DeviceEvent(Event):
    """Something about somebody's phone."""

    subject = "person"


@dataclass(frozen=True, kw_only=True)
class DeviceLost(DeviceEvent):
    """A phone was reported lost: signed out, and told to forget everything."""

    name = "device.lost"
    sentence = lazy("reported a phone lost: %(label)s")

    device: str
    label: str


@dataclass(frozen=True, kw_only=True)
class DeviceFound(DeviceEvent):
    """A phone that was reported lost is back."""

    name = "device.found"
    sentence = lazy("found a phone again: %(label)s")

    device: str
    label: str
