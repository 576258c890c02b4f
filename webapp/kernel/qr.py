"""Codes that a phone's camera reads."""

import segno


def picture(link: str) -> str:
    """An address as a code, as the source of an ``img``.

    Black on white with a quiet zone, whatever the theme: cameras want it so.
    """
    code = segno.make(link, error="m", micro=False)
    return str(code.svg_data_uri(border=4, scale=8, dark="#000", light="#fff"))
