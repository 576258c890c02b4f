"""What gunicorn serves in these tests: the app, with one safeguard switched off where the environment names one."""

import os

from tests.faults import controls
from webapp import create_app

app = create_app()
if name := os.environ.get("CONTROL"):
    with app.app_context():
        controls.BY_NAME[name]()
