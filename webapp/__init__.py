"""Xungai 巡改: inspect villages, photograph what is wrong, follow it until it is closed."""

from pathlib import Path

from flask import Flask
from flask_babel import Babel
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

from webapp import wiring
from webapp.accounts.vocab import SESSION_LIFE
from webapp.config import REPOSITORY, Config
from webapp.kernel import http, logs
from webapp.kernel.db import Base, db, engine_options, prepare_engine
from webapp.kernel.metrics import Tally
from webapp.kernel.s3 import S3Store
from webapp.kernel.storage import PHOTOS, LocalStore, Store
from webapp.kernel.text import DEFAULT_LOCALE
from webapp.photos.vocab import MAX_BYTES
from webapp.shell import identity, templating

babel = Babel()
migrate = Migrate(compare_type=True, render_as_batch=True)


def create_app(settings: Config | None = None) -> Flask:
    """Make the app.

    :param settings: what the installation decides; from the environment when None.
    """
    settings = settings or Config.from_environment()
    if not settings.testing:
        logs.write_lines(settings.log_level)
    app = Flask(__name__, static_folder=None, template_folder=str(REPOSITORY / "templates"))
    _configure(app, settings)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    db.init_app(app)
    migrate.init_app(app, db, directory=str(REPOSITORY / "migrations"))
    babel.init_app(app, locale_selector=identity.locale)
    with app.app_context():
        prepare_engine(db.engine)
    app.extensions["photo_store"] = _photo_store(settings)
    app.extensions["tally"] = Tally(settings.data_dir / "metrics")
    identity.init_app(app)
    http.init_app(app, identity.identify)
    app.after_request(identity.remember_device)
    templating.init_app(app)
    wiring.wire(app)
    return app


def _photo_store(settings: Config) -> Store:
    if not settings.s3_endpoint:
        return LocalStore(settings.data_dir / PHOTOS)
    where = (settings.s3_endpoint, settings.s3_bucket, settings.s3_access_key, settings.s3_secret_key)
    return S3Store(*where, region=settings.s3_region)


def _configure(app: Flask, settings: Config) -> None:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    url = settings.resolved_database_url()
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key(),
        TESTING=settings.testing,
        SQLALCHEMY_DATABASE_URI=url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(url),
        MAX_CONTENT_LENGTH=12 * MAX_BYTES,
        MAX_FORM_MEMORY_SIZE=1_000_000,
        MAX_FORM_PARTS=200,
        PERMANENT_SESSION_LIFETIME=SESSION_LIFE,
        SESSION_COOKIE_NAME="__Host-xungai" if settings.secure_cookies else "xungai",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_REFRESH_EACH_REQUEST=False,
        BABEL_DEFAULT_LOCALE=DEFAULT_LOCALE,
        BABEL_TRANSLATION_DIRECTORIES=str(Path(__file__).parent / "translations"),
    )
    app.config.update(settings.extra)


__all__ = ["Base", "create_app", "db"]
