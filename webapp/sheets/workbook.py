"""A workbook on its way into a file: heads, rows, pictures. Knows nothing of what they say."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter
from PIL import Image

Cell = str | int | date | None

LONGEST_TEXT = 32_767
"""Characters of a cell, the limit of the format (ECMA-376 as Excel reads it)."""

ROW_GAP = 8
_AS_DATE = "yyyy-mm-dd"
# Text stays text also when somebody edits the cell: whatever begins with = + - @ is never a formula.
_AS_TEXT = "@"


class Workbook:
    """One sheet, written row by row, so that any number of rows takes the same memory."""

    def __init__(self, path: Path, name: str) -> None:
        """Begin the file ``path``; ``name`` is that of its one sheet."""
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "tmpdir": str(path.parent),
        }
        self._book = xlsxwriter.Workbook(str(path), options)
        self._sheet = self._book.add_worksheet(name)
        shared: dict[str, Any] = {"valign": "top", "border": 1, "border_color": "#d9d4c9", "text_wrap": True}
        self._head = self._book.add_format({**shared, "bold": True, "bg_color": "#f1ede4", "valign": "vcenter"})
        self._text = self._book.add_format({**shared, "num_format": _AS_TEXT})
        self._date = self._book.add_format({**shared, "num_format": _AS_DATE})
        self._row = 0

    def heads(self, heads: Sequence[tuple[str, int]]) -> None:
        """The first row: texts and widths in characters. It stays in sight, repeats on paper, and filters."""
        for at, (text, width) in enumerate(heads):
            self._sheet.set_column(at, at, width)
            self._sheet.write_string(0, at, text, self._head)
        self._sheet.freeze_panes(1, 2)
        self._sheet.repeat_rows(0)
        self._sheet.set_landscape()
        self._sheet.set_paper(9)  # A4
        self._sheet.fit_to_pages(1, 0)
        self._row = 1

    def row(self, cells: Sequence[Cell], pictures: Sequence[bytes] = (), height: int = 0) -> None:
        """The next row. Pictures stand in the columns after its cells, at most ``height`` pixels high."""
        if pictures:
            self._sheet.set_row_pixels(self._row, height + ROW_GAP)
        for at, cell in enumerate(cells):
            if isinstance(cell, date):
                self._sheet.write_datetime(self._row, at, cell, self._date)
            elif isinstance(cell, int):
                self._sheet.write_number(self._row, at, cell, self._text)
            elif cell:
                self._sheet.write_string(self._row, at, cell[:LONGEST_TEXT], self._text)
            else:
                self._sheet.write_blank(self._row, at, None, self._text)
        for at, picture in enumerate(pictures, len(cells)):
            self._picture(at, picture, height)
        self._row += 1

    def close(self, columns: int) -> None:
        """Finish the file; the first row filters so many columns. Raises OSError when there is no room for it."""
        self._sheet.autofilter(0, 0, self._row - 1, columns - 1)
        try:
            self._book.close()
        except xlsxwriter.exceptions.FileCreateError as error:
            raise OSError(str(error)) from error

    def _picture(self, at: int, picture: bytes, height: int) -> None:
        if not picture:
            return
        with Image.open(BytesIO(picture)) as image:
            scale = height / image.height
        where = {"x_offset": ROW_GAP // 2, "y_offset": ROW_GAP // 2, "x_scale": scale, "y_scale": scale}
        data = {"image_data": BytesIO(picture), "object_position": 1}  # moves and shrinks with its cell
        self._sheet.insert_image(self._row, at, "photo.jpg", where | data)
