"""What surrounds the app: the way to each role's home, static files, the installable app, the gallery."""

from uuid import UUID

from flask import Blueprint, Response, current_app, jsonify, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from webapp.catalogue import queries as catalogue
from webapp.catalogue.present import calendar
from webapp.kernel import errors
from webapp.kernel.errors import AppError
from webapp.kernel.http import DEVICE_HEADER, PUBLIC, SIGNED_IN, access, acting, may
from webapp.kernel.text import _
from webapp.shell import burden, gauges, health, kit, navigation
from webapp.shell.assets import FOREVER, Assets
from webapp.shell.backups import copies
from webapp.sync.claims import claim_in
from webapp.sync.queries import phones
from webapp.tickets import retention

pages = Blueprint("shell", __name__)


@pages.get("/assets/<version>/<path:name>")
@access(PUBLIC)
def asset(version: str, name: str) -> Response:
    """A static file of exactly this version; another version's address is gone rather than mixed."""
    assets: Assets = current_app.extensions["assets"]
    found = assets.files.get(name)
    if found is None or version != assets.version:
        raise AppError(errors.NOT_FOUND)
    packed = found.packed is not None and "gzip" in request.headers.get("Accept-Encoding", "")
    response = Response(found.packed if packed else found.body, mimetype=found.mimetype)
    response.headers["Cache-Control"] = FOREVER
    if found.packed is not None:
        response.vary.add("Accept-Encoding")
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    return response


@pages.get("/manifest.webmanifest")
@access(PUBLIC)
def manifest() -> BaseResponse:
    """What makes the app installable."""
    assets: Assets = current_app.extensions["assets"]
    icons = [
        {"src": assets.url(f"img/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
        for size in (192, 512)
    ]
    maskable = {"src": assets.url("img/icon-maskable-512.png"), "sizes": "512x512", "type": "image/png"}
    response = jsonify(
        id="/",
        name=_("Xungai"),
        short_name=_("Xungai"),
        lang=request.accept_languages.best or "zh-Hans",
        start_url="/",
        scope="/",
        display="standalone",
        background_color="#f7f4ed",
        theme_color="#f7f4ed",
        icons=[*icons, maskable | {"purpose": "maskable"}],
    )
    response.mimetype = "application/manifest+json"
    response.headers["Cache-Control"] = "no-cache"
    return response


@pages.get("/sw.js")
@access(PUBLIC)
def worker() -> Response:
    """The service worker, told its version and what to keep. Browsers ask for it on every start."""
    assets: Assets = current_app.extensions["assets"]
    head = f"const VERSION = {assets.version!r}\nconst PRECACHE = {[*assets.shell(), '/offline']!r}\n"
    head += f"const KILL = {'true' if current_app.config['SETTINGS'].kill_worker else 'false'}\n"
    body = head.encode() + assets.files["sw/worker.js"].body
    response = Response(body, mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Service-Worker-Allowed"] = "/"
    return response


@pages.get("/offline")
@access(PUBLIC)
def offline() -> Response:
    """The page shown without a network; names nobody, so it may be kept. Says its version, as the kit does."""
    return _of_this_version(render_template("errors/offline.html", current=None))


@pages.get("/kit")
@access(SIGNED_IN)
def kit_page() -> Response:
    """The one page that this person's phone keeps; a worker of the same version serves it when there is no line."""
    actor = acting()
    phone = claim_in(request.headers.get(DEVICE_HEADER))
    facts = kit.for_actor(actor, phone.device if phone else None)
    return _of_this_version(render_template("offline/kit.html", **facts))


@pages.get("/unsent")
@access(SIGNED_IN)
def unsent() -> str:
    """What is only on this phone. The server knows nothing of it: the page is filled from the phone's own store."""
    return render_template("offline/unsent.html")


@pages.get("/unsent/<uuid:item_id>")
@access(SIGNED_IN)
def unsent_item(item_id: UUID) -> str:
    """One piece of work on this phone, by the id of its command; the phone looks it up."""
    return render_template("offline/item.html", item_id=item_id)


@pages.get("/settings")
@access(SIGNED_IN)
def settings() -> str:
    """What this person may set up and look after, subject by subject."""
    held = navigation.desks(acting())
    if not held:
        raise AppError(errors.NOT_FOUND)
    missing = calendar.missing_year(catalogue.calendar()) if may("calendar.set_days") else None
    counts = navigation.counts(acting(), [desk for _subject, desks in held for desk in desks])
    return render_template("shell/settings.html", desks=held, missing_year=missing, counts=counts)


@pages.get("/self-check")
@access(PUBLIC)
def self_check() -> str:
    """What this system keeps and sends, and why; for everybody, from the tables that the code itself goes by."""
    return render_template(
        "shell/self_check.html",
        asked=burden.ASKED,
        reports=burden.REPORTS,
        messages=burden.MESSAGES,
        ends=burden.ENDS,
        photos_end=burden.PHOTOS_END,
        photo_years=retention.years(),
    )


@pages.get("/healthz")
@access(PUBLIC)
def healthz() -> BaseResponse:
    """Alive."""
    return jsonify(status="ok")


@pages.get("/readyz")
@access(PUBLIC)
def readyz() -> tuple[BaseResponse, int]:
    """Able to serve, or which of its needs is not met; nothing more, because everybody may ask."""
    said = health.answers()
    is_ready = all(each.is_well for each in said)
    told = {each.check.name: "ok" if each.is_well else "failed" for each in said}
    return jsonify(status="ready" if is_ready else "not ready", checks=told), 200 if is_ready else 503


@pages.get("/metrics")
@access(PUBLIC)
def metrics() -> Response:
    """Counters and gauges for Prometheus; to whom the installation does not let read them, nothing is there."""
    if not gauges.may_read(request):
        raise AppError(errors.NOT_FOUND)
    return Response(gauges.page(), content_type=gauges.CONTENT_TYPE)


@pages.get("/settings/system")
@access("system.view")
def system() -> str:
    """How this installation is: what must hold, what it holds, what failed, which phones owe something."""
    actor = acting()
    behind = [each for each in phones.accounts(phones.visible_to(actor)) if each.is_behind]
    return render_template(
        "shell/system.html",
        answers=health.answers(),
        facts=health.facts(),
        is_copy_missing=not copies.is_well(),
        failures=health.failures(),
        phones_behind=len(behind),
        missing_year=calendar.missing_year(catalogue.calendar()),
    )


@pages.get("/ca.crt")
@access(PUBLIC)
def authority() -> Response:
    """The authority behind our own certificate (``HTTPS=1``), for phones to install. It holds no secret."""
    settings = current_app.config["SETTINGS"]
    path = settings.data_dir / "tls" / "ca.crt"
    if not settings.https or not path.is_file():
        raise AppError(errors.NOT_FOUND)
    return Response(path.read_bytes(), mimetype="application/x-x509-ca-cert")


@pages.get("/dev/gallery")
@access(PUBLIC)
def gallery() -> str:
    """Every component in every state; only where the settings ask for it."""
    if not current_app.config["SETTINGS"].gallery:
        raise AppError(errors.NOT_FOUND)
    return render_template("dev/gallery.html")


def _of_this_version(page: str) -> Response:
    """A page that a worker keeps: it asks which version of the app made it, and a network's own page cannot say."""
    response = Response(page)
    response.headers["X-Xungai-Version"] = current_app.extensions["assets"].version
    return response
