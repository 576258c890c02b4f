"""Words for people. The only file that knows the translation library.

Source strings are English; the product's first language is the zh_Hans catalogue.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from flask import has_request_context, request
from flask_babel import force_locale, get_locale, gettext, lazy_gettext, ngettext, npgettext, pgettext

__all__ = [
    "DEFAULT_LOCALE", "LOCALES", "_", "best_locale", "current_locale", "gettext", "in_locale", "lazy",
    "localized", "ngettext", "npgettext", "pgettext", "size",
]  # fmt: skip

DEFAULT_LOCALE = "zh_Hans"
LOCALES = ("zh_Hans", "en")
LOCALE_TAGS = {"zh_Hans": "zh-Hans", "en": "en"}

_ = gettext
lazy = lazy_gettext


def best_locale(chosen: str | None, accepted: str) -> str:
    """The locale for a reader.

    :param chosen: what the person chose before, one of ``LOCALES``, or None.
    :param accepted: the Accept-Language header. Any tag that begins with ``zh`` wins over English,
        because Werkzeug's own matcher answers ``en`` to ``zh-CN,zh;q=0.9,en;q=0.8``.
    """
    if chosen in LOCALES:
        return chosen
    tags = [part.split(";")[0].strip().lower() for part in accepted.split(",") if part.strip()]
    if any(tag.startswith("zh") for tag in tags) or not tags:
        return DEFAULT_LOCALE
    return "en" if any(tag.startswith("en") for tag in tags) else DEFAULT_LOCALE


def current_locale() -> str:
    """The locale of the reader now served: ``zh_Hans`` or ``en``."""
    locale = get_locale()
    return "en" if locale is not None and locale.language == "en" else DEFAULT_LOCALE


def in_locale(locale: str) -> AbstractContextManager[None]:
    """Words in one of ``LOCALES`` for as long as it is entered: for jobs, which nobody reads directly."""
    entered: AbstractContextManager[None] = force_locale(locale)
    return entered


def localized(texts: Mapping[str, Any] | None) -> str:
    """Pick the reader's language from data such as ``{"zh": …, "en": …}``; Chinese if it is missing."""
    if not texts:
        return ""
    key = "en" if current_locale() == "en" else "zh"
    return str(texts.get(key) or texts.get("zh") or "")


def size(count: int) -> str:
    """So many bytes, as people say it: 12 KB, 3.4 MB, 5.6 GB."""
    for unit, least in (("GB", 1e9), ("MB", 1e6)):
        if count >= least:
            return f"{count / least:.1f} {unit}"
    return f"{-(-count // 1000)} KB"


def joined(words: Sequence[str]) -> str:
    """Several words as a list in the reader's language."""
    return str(pgettext("between the words of a list", ", ")).join(words)


def accepted_languages() -> str:
    """The reader's Accept-Language header, empty outside a request."""
    return request.headers.get("Accept-Language", "") if has_request_context() else ""
