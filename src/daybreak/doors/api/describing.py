"""How the API describes itself: ninja's OpenAPI document, with every error under the media type it really has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ninja import NinjaAPI

from daybreak.doors.api.problems import MEDIA_TYPE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ninja.openapi.schema import OpenAPISchema

JSON = "application/json"
FIRST_ERROR = 400


class TruthfulAPI(NinjaAPI):
    """An API whose description says of errors that they are problem+json, as they are."""

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
