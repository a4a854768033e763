"""How the API describes itself and its errors: ninja's own, with true media types and sentences of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ninja import NinjaAPI
from ninja.errors import ValidationError

from daybreak.doors.api.fault_words import fault_words
from daybreak.doors.api.parts import JSON
from daybreak.doors.api.problems import MEDIA_TYPE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ninja.errors import ValidationErrorContext
    from ninja.openapi.schema import OpenAPISchema

FIRST_ERROR = 400


class TruthfulAPI(NinjaAPI):
    """An API whose description says of errors that they are problem+json, as they are, and whose errors are ours."""

    def validation_error_from_error_contexts(
        self, error_contexts: list[ValidationErrorContext[Any]]
    ) -> ValidationError:
        """Give what cannot be taken: each with its place (`loc`) and a sentence in the reader's language (`msg`)."""
        found = []
        for context in error_contexts:
            places = context.model.__ninja_flatten_map_reverse__
            for one in context.pydantic_validation_error.errors(include_url=False, include_input=False):
                where = (context.model.__ninja_param_source__, *places.get(one["loc"], one["loc"]))
                found.append({"loc": where, "msg": fault_words(dict(one), context.model)})
        return ValidationError(found)

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """Give the OpenAPI document."""
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        for operations in schema["paths"].values():
            for operation in operations.values():
                _say_problem(operation["responses"])
        return schema


def _say_problem(responses: Mapping[Any, dict[str, Any]]) -> None:
    for status, answer in responses.items():
        content = answer.get("content", {})
        if int(status) >= FIRST_ERROR and JSON in content:
            content[MEDIA_TYPE] = content.pop(JSON)
