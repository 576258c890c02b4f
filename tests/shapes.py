"""What the document of the API says of an answer, compared with the answer."""

from typing import Any

from marshmallow import Schema, fields


def shape(schema: Schema) -> dict[str, Any]:
    """The keys of a schema, nested ones included."""
    return {field.data_key or name: _inner(field) for name, field in schema.fields.items()}


def _inner(field: fields.Field[Any]) -> Any:
    if isinstance(field, fields.List):
        return _inner(field.inner)
    return shape(field.schema) if isinstance(field, fields.Nested) else None


def differences(told: Any, expected: Any, where: str = "") -> list[str]:
    """Where ``told`` has other keys than ``expected``."""
    if isinstance(told, list):
        return [fault for each in told for fault in differences(each, expected, where)]
    if not isinstance(told, dict) or expected is None:
        return []
    if told.keys() != expected.keys():
        return [f"{where}: {sorted(told.keys() ^ expected.keys())}"]
    return [fault for key in told for fault in differences(told[key], expected[key], f"{where}.{key}")]
