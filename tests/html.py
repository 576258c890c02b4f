"""HTML as a small tree, with the standard library only."""

from collections.abc import Iterator
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
SHOWN = ("id", "name", "type", "href", "src", "action")


class Element:
    """One element: ``tag``, ``attrs``, ``children`` (elements and strings), ``parent``."""

    def __init__(self, tag: str, attrs: dict[str, str], parent: "Element | None" = None) -> None:
        self.tag, self.attrs, self.parent = tag, attrs, parent
        self.children: list[Element | str] = []

    def get(self, name: str, default: str = "") -> str:
        """An attribute's value."""
        return self.attrs.get(name, default)

    def walk(self) -> Iterator["Element"]:
        """This element and all below it, in document order."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def all(self, *tags: str, **attributes: str) -> list["Element"]:
        """Elements below with one of ``tags`` and all ``attributes`` (``class_`` asks for one class,
        ``data_x`` for ``data-x``)."""
        return [e for e in self.walk() if e is not self and (not tags or e.tag in tags) and e._has(attributes)]

    def first(self, *tags: str, **attributes: str) -> "Element":
        """The first of ``all``. Raises LookupError when there is none."""
        for element in self.all(*tags, **attributes):
            return element
        raise LookupError(f"no <{'|'.join(tags)}> {attributes}")

    def inside(self, *tags: str) -> bool:
        """Whether an ancestor has one of ``tags``."""
        return self.parent is not None and (self.parent.tag in tags or self.parent.inside(*tags))

    @property
    def text(self) -> str:
        """The words below, spaces collapsed; scripts, styles and templates left out."""
        return " ".join("".join(self._strings()).split())

    def name(self) -> str:
        """What a screen reader would say: label, text, or the alt texts within."""
        alts = " ".join(image.get("alt") for image in self.all("img"))
        labels = " ".join(e.get("aria-label") for e in self.walk() if e.get("aria-label"))
        return (labels or self.text or alts or self.get("title")).strip()

    def value(self) -> str:
        """What a form would send for this field."""
        if self.tag == "textarea":
            return "".join(c for c in self.children if isinstance(c, str)).removeprefix("\n")
        if self.tag == "select":
            options = self.all("option")
            chosen = [o for o in options if "selected" in o.attrs] or options[:1]
            return chosen[0].get("value", chosen[0].text) if chosen else ""
        return self.get("value", "on" if self.get("type") in ("checkbox", "radio") else "")

    def _has(self, attributes: dict[str, str]) -> bool:
        for name, value in attributes.items():
            if name == "class_":
                if value not in self.get("class").split():
                    return False
            elif self.attrs.get(name.replace("_", "-")) != value:
                return False
        return True

    def _strings(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.tag not in ("script", "style", "template"):
                yield from child._strings()
                if child.tag in ("p", "li", "div", "br", "td", "h1", "h2", "h3", "dd", "dt", "button", "a"):
                    yield " "

    def __str__(self) -> str:
        shown = " ".join(f'{k}="{v}"' for k, v in self.attrs.items() if k in SHOWN)
        return f"<{self.tag} {shown}>"


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.current = Element("#document", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, self.current)
        self.current.children.append(element)
        if tag not in VOID:
            self.current = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.current = self.current.parent or self.root

    def handle_endtag(self, tag: str) -> None:
        walker: Element | None = self.current
        while walker is not None and walker.tag != tag:
            walker = walker.parent
        if walker is not None and walker.parent is not None:
            self.current = walker.parent

    def handle_data(self, data: str) -> None:
        self.current.children.append(data)


def parse(markup: str) -> Element:
    """The document as a tree; unclosed elements end with their parent."""
    builder = _Builder()
    builder.feed(markup)
    builder.close()
    return builder.root
