"""Everything that can be wrong with a spreadsheet."""

from webapp.kernel.errors import problem
from webapp.kernel.text import lazy

NOTHING_TO_WRITE = problem("sheet.empty", 422, lazy("There is no problem in this list, so nothing to write."))
TOO_MANY_PICTURES = problem(
    "sheet.too_many_pictures",
    422,
    lazy("With pictures at most %(limit)s problems fit into a file, and these are %(n)s. Narrow the list."),
)
NOT_READY = problem("sheet.not_ready", 409, lazy("This file is still being written."))
GONE = problem("sheet.gone", 410, lazy("This file was kept for a week and is gone. Write it again."))
