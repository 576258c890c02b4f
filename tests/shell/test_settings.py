"""Settings: one table, its defaults, and what is said when a value cannot be read."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.cli import FlaskGroup

import webapp
from webapp.config import REPOSITORY, BadSettings, Config, settings


def test_an_empty_environment_takes_every_default() -> None:
    assert Config.from_environment({}) == Config(data_dir=REPOSITORY / "data")


def test_an_empty_variable_is_a_missing_one() -> None:
    assert Config.from_environment({setting.name: " " for setting in settings().values()}) == Config.from_environment(
        {}
    )


def test_every_setting_can_be_given(tmp_path: Path) -> None:
    given = {
        "DATA_DIR": str(tmp_path), "DATABASE_URL": "postgresql://u:p@h/n", "PUBLIC_URL": "https://x.example.cn/",
        "HOST": "127.0.0.1", "PORT": "8001", "DEMO_PASSWORD": "given-1234", "SPONSOR": "望溪镇党委",
        "FILING_NUMBER": "试ICP备1号", "SECURE_COOKIES": "1", "HTTPS": "1", "HEIC": "0", "GALLERY": "1",
        "TRUSTED_PROXIES": "1", "LOG_LEVEL": "error", "METRICS_TOKEN": "0123456789abcdef", "KILL_WORKER": "1",
        "BACKUP_DIR": str(tmp_path / "copies"), "S3_ENDPOINT": "https://s3.example.cn", "S3_BUCKET": "xungai-photos",
        "S3_ACCESS_KEY": "us", "S3_SECRET_KEY": "hidden", "S3_REGION": "cn-north-1",
    }  # fmt: skip

    read = Config.from_environment(given)

    plain = Config(data_dir=tmp_path)
    assert [key for key in settings() if getattr(read, key) == getattr(plain, key)] == ["data_dir"]
    assert (read.data_dir, read.public_url, read.port) == (tmp_path, "https://x.example.cn", 8001)


def test_a_certificate_of_our_own_means_cookies_over_https_only() -> None:
    assert Config.from_environment({"HTTPS": "1", "SECURE_COOKIES": "0"}).secure_cookies


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("PORT", "eighty", "PORT must be a whole number from 1 to 65535, not 'eighty'."),
        ("PORT", "0", "PORT must be a whole number from 1 to 65535, not '0'."),
        ("TRUSTED_PROXIES", "-1", "TRUSTED_PROXIES must be a whole number from 0 to 5, not '-1'."),
        ("LOG_LEVEL", "all", "LOG_LEVEL must be one of info, warning, error, not 'all'."),
        ("METRICS_TOKEN", "hidden", "METRICS_TOKEN must have at least 16 plain letters."),
        ("HTTPS", "true", "HTTPS must be 1 (on) or 0 (off), not 'true'."),
        ("PUBLIC_URL", "x.example.cn", "PUBLIC_URL must be a scheme and a host"),
        ("PUBLIC_URL", "https://x.example.cn/app", "PUBLIC_URL must be a scheme and a host"),
        ("S3_BUCKET", "Photos of us", "S3_BUCKET must be 3 to 63 small letters"),
        ("S3_ENDPOINT", "https://s3.example.cn", "S3_SECRET_KEY is missing beside S3_ENDPOINT."),
        ("DATABASE_URL", "mysql://u:hidden@h/n", "DATABASE_URL must begin with sqlite:// or postgresql://."),
    ],
)
def test_a_value_that_cannot_be_read_is_refused_in_words(name: str, value: str, words: str) -> None:
    with pytest.raises(BadSettings) as refused:
        Config.from_environment({name: value})

    assert words in str(refused.value)
    assert "hidden" not in str(refused.value)  # a password is not written into a terminal's history or a log


def test_all_faults_are_told_at_once_and_without_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "x")
    monkeypatch.setenv("HEIC", "yes")

    said = CliRunner().invoke(FlaskGroup(create_app=webapp.create_app), ["routes"])

    assert said.exit_code == 1
    assert "PORT must be" in said.output
    assert "HEIC must be" in said.output
    assert "Traceback" not in said.output
