"""Words and limits of accounts."""

from datetime import timedelta

from webapp.kernel.text import lazy

PASSWORD_MIN = 8
PASSWORD_MAX = 200
SESSION_LIFE = timedelta(days=90)
SEEN_EVERY = timedelta(minutes=10)
INVITATION_LIFE = timedelta(days=7)

# Guess limits (reliability.md): free tries, then a delay that doubles, and a ceiling a day.
FREE_TRIES = 4
LONGEST_DELAY = timedelta(hours=1)
TRIES_A_DAY = 100
TRIES_A_NETWORK = 300  # a day from one network over all names; phones of a province may share one
TRIES_KEPT = timedelta(days=2)
KNOWN_DEVICE_LIFE = timedelta(days=400)

# So many that everybody tries them first; longer lists belong to the county's own policy.
COMMON_PASSWORDS = frozenset(
    "12345678 123456789 1234567890 password password1 qwertyui 11111111 88888888 66666666 00000000 "
    "abc12345 a1234567 iloveyou 87654321 12341234 xungai123".split()
)

PASSWORD_HINT = lazy("At least 8 characters; not your name, not a row of digits.")
