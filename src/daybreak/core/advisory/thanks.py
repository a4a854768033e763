"""Thanks that somebody no longer agrees to, taken out of a content that stays as it is otherwise (A11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from daybreak.core.advisory.content import Advisory
    from daybreak.core.advisory.document import Acknowledgment


def with_thanks(content: Advisory, allowed: Mapping[str, Collection[str]]) -> Advisory:
    """Give the content with the thanks that are allowed now.

    `allowed` maps reports, by key, to the names their finders agree to now; thanks that came through no report of
    these are left alone. Nothing is added: another name is another content, released as such.
    """
    if not allowed:
        return content
    document = content.document.model_copy(
        update={"acknowledgments": tuple(_kept(content.document.acknowledgments, allowed))}
    )
    flaws = tuple(
        one.model_copy(update={"acknowledgments": tuple(_kept(one.acknowledgments, allowed))})
        for one in content.vulnerabilities
    )
    return content.model_copy(update={"document": document, "vulnerabilities": flaws})


def _kept(thanks: Iterable[Acknowledgment], allowed: Mapping[str, Collection[str]]) -> Iterable[Acknowledgment]:
    for one in thanks:
        concerned = [allowed[report] for report in one.reports if report in allowed]
        names = tuple(name for name in one.names if all(name in agreed for agreed in concerned))
        if not concerned or names == one.names:
            yield one
        elif names:
            yield one.model_copy(update={"names": names})
