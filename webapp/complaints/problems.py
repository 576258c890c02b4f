"""What can be wrong with the box."""

from webapp.kernel.errors import problem
from webapp.kernel.text import lazy

TOO_MANY = problem(
    "complaint.too_many", 429, lazy("Too many messages came from here today. What you wrote is still here.")
)
