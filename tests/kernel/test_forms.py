"""What a form shows after a refusal: sentences beside the fields, everything typed, the right id."""

from typing import Any

import pytest
from flask import Flask

from webapp.kernel import errors, forms
from webapp.kernel.commands import BUSY, KEY_REUSED
from webapp.kernel.errors import AppError, Problem
from webapp.kernel.text import lazy

ID = "01990000-000f-7000-8000-000000000001"
ODD = Problem("test.odd", 422, lazy("Check this."))


def refused(app: Flask, error: AppError, blame: dict[str, str] | None = None, **data: Any) -> forms.Form:
    """The form after a problem."""
    with app.test_request_context("/x", method="POST", data=data, headers={"Accept-Language": "en"}):
        return forms.refused(error, blame, ID)


def test_what_was_typed_is_kept(app: Flask) -> None:
    form = refused(app, AppError(errors.INVALID), words="九个字", version="3")

    assert (form.values["words"], form.values["version"]) == ("九个字", "3")
    assert (form.failed, form.status, form.result) == (True, 422, None)
    assert form.summary == "Something is missing or not as expected."


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (["Missing data for required field."], "Fill this in."),
        (["Field may not be null."], "Fill this in."),
        (["Longer than maximum length 200."], "This is too long."),
        (["Not a valid boolean."], "Check this."),
        (["Must be one of: a, b."], "Check this."),
        (["Unknown field."], "Check this."),
        (["用我们的话说"], "用我们的话说"),
        ({0: {"id": ["This is not an id."]}}, "This is not an id."),
        ({}, ""),
        ([], ""),
    ],
)
def test_each_field_says_what_is_wrong(app: Flask, said: Any, shown: str) -> None:
    assert refused(app, AppError(errors.INVALID, fields={"photos": said})).errors == {"photos": shown}


def test_a_problem_is_shown_at_the_field_that_is_to_blame(app: Flask) -> None:
    assert refused(app, AppError(ODD), {"test.odd": "new"}).errors == {"new": "Check this."}
    assert refused(app, AppError(ODD)).errors == {}


def test_the_id_is_kept_only_while_the_first_try_is_at_work(app: Flask) -> None:
    assert refused(app, AppError(BUSY)).command_id == ID
    assert refused(app, AppError(KEY_REUSED)).command_id != ID
    assert refused(app, AppError(ODD)).command_id != ID


@pytest.mark.parametrize("kind", [errors.NOT_FOUND, errors.FORBIDDEN, errors.SIGN_IN, errors.NO_ROLE, errors.INTERNAL])
def test_what_no_form_can_mend_is_a_page_of_its_own(app: Flask, kind: Problem) -> None:
    with pytest.raises(AppError) as raised:
        refused(app, AppError(kind))

    assert raised.value.problem is kind


def test_empty_fields_are_no_arguments(app: Flask) -> None:
    with app.test_request_context("/x", method="POST", data={"words": "", "reason": "改"}):
        assert forms.typed("words", "reason", "absent") == {"reason": "改"}


def test_done_goes_on_with_a_sentence(app: Flask) -> None:
    with app.test_request_context("/x", method="POST"):
        answer = forms.done("/me", lazy("Check this."))

    assert (answer.status_code, answer.location) == (303, "/me")
