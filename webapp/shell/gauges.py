"""``/metrics``: what the processes counted, and what stands in the database at this moment."""

import hmac
import re
from pathlib import Path

from flask import Request, current_app
from sqlalchemy import and_, func, select
from sqlalchemy.exc import DBAPIError

from webapp.config import Config
from webapp.kernel import clock, metrics
from webapp.kernel.db import db
from webapp.kernel.jobs import MAX_ATTEMPTS, Job
from webapp.kernel.metrics import Tally, sample
from webapp.photos.models import Photo
from webapp.shell import health

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
LOOPBACK = frozenset({"127.0.0.1", "::1"})
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")

KINDS = (
    ("xungai_requests_total", "counter", "Requests answered, by method, pattern of the address and status."),
    ("xungai_request_bytes_total", "counter", "Bytes that requests announced to bring."),
    ("xungai_request_seconds", "histogram", "Seconds from a request's head to its answer's."),
    ("xungai_commands_total", "counter", "Commands by name and outcome; a refusal's outcome is its code."),
    ("xungai_jobs_total", "counter", "Tries of jobs by name and outcome."),
    ("xungai_jobs", "gauge", "Jobs kept at this moment: waiting for their time or a runner, running, given up."),
    ("xungai_photos", "gauge", "Photos kept."),
    ("xungai_photo_bytes", "gauge", "Bytes of the photos kept, as they came."),
    ("xungai_database_bytes", "gauge", "Size of the database."),
    ("xungai_ready", "gauge", "1 where a need of serving is met, 0 where it is not, as /readyz tells."),
    ("xungai_process_resident_bytes", "gauge", "Memory of each process that counts here."),
)  # fmt: skip


def may_read(asked: Request) -> bool:
    """Whether this request may read the metrics: by the token, or without one from this machine itself.

    A request that a proxy passed on comes from elsewhere, though its last step came from here.
    """
    settings: Config = current_app.config["SETTINGS"]
    if settings.metrics_token:
        given = asked.headers.get("Authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {settings.metrics_token}".encode())
    return asked.remote_addr in LOOPBACK and not any(name in asked.headers for name in FORWARDED)


def page() -> str:
    """All metrics as text. A database that does not answer leaves its gauges out; ``xungai_ready`` tells."""
    tally: Tally = current_app.extensions["tally"]
    values = tally.sums()
    for each in health.answers():
        values[sample("xungai_ready", need=each.check.name)] = float(each.is_well)
    try:
        values.update(_kept())
    except DBAPIError:
        current_app.logger.warning("the database could not be measured", exc_info=True)
    finally:
        db.session.rollback()
    for process in tally.processes():
        values[sample("xungai_process_resident_bytes", process=process)] = _memory(process)
    return metrics.text(KINDS, values)


def _kept() -> dict[str, float]:
    given_up = Job.attempts >= MAX_ATTEMPTS
    running = and_(~given_up, Job.leased_until > clock.now())
    jobs = select(func.count(), func.count().filter(running), func.count().filter(given_up)).select_from(Job)
    total, at_work, failed = db.session.execute(jobs).one()
    photos, size = db.session.execute(select(func.count(Photo.id), func.coalesce(func.sum(Photo.size), 0))).one()
    return {
        sample("xungai_jobs", state="waiting"): total - at_work - failed,
        sample("xungai_jobs", state="running"): at_work,
        sample("xungai_jobs", state="failed"): failed,
        "xungai_photos": photos,
        "xungai_photo_bytes": int(size),
        "xungai_database_bytes": health.database_size(),
    }


def _memory(process: int) -> float:
    """Bytes of a process in memory; 0 when it has just ended."""
    try:
        found = re.search(r"^VmRSS:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text("ascii"), re.M)
    except OSError:
        return 0.0
    return int(found[1]) * 1024.0 if found else 0.0
