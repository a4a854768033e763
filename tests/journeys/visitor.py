"""A browser of the standard library's making: cookies, redirects, forms, files; it knows nothing of Django."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urljoin, urlsplit

from tests.journeys.pages import Form, Page, read

if TYPE_CHECKING:
    from collections.abc import Iterable

REDIRECTS = {301, 302, 303, 307, 308}
SECONDS = 60
FORM = "application/x-www-form-urlencoded"


Said = Mapping[str, str | list[str]]
"""What somebody fills in, by name or label; a list ticks several."""


@dataclass(frozen=True)
class File:
    """A file chosen in a form; `body` may come in pieces, `size` then says how many bytes they make."""

    field: str
    name: str
    body: bytes | Iterable[bytes]
    size: int = 0
    kind: str = "application/octet-stream"

    @property
    def length(self) -> int:
        """How many bytes it has."""
        return len(self.body) if isinstance(self.body, bytes) else self.size

    def pieces(self) -> Iterable[bytes]:
        """Give its bytes."""
        return [self.body] if isinstance(self.body, bytes) else self.body


@dataclass(frozen=True)
class Answer:
    """What the site answered in the end, after redirects."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    address: str

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    @property
    def page(self) -> Page:
        """The body as a page."""
        return read(self.text)

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


@dataclass
class Visitor:
    """Somebody with a browser of their own: `base` is the site's address, `headers` go with every request."""

    base: str
    name: str = "somebody"
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, address: str, status: int | None = 200) -> Answer:
        """Open an address and follow where it leads; `status` is what must come, None for anything."""
        return self.expect(self._follow(self.send("GET", address)), status)

    def submit(
        self,
        came: Answer,
        form: Form,
        said: Said | None = None,
        *,
        files: Iterable[File] = (),
        status: int | None = 200,
    ) -> Answer:
        """Fill a form by names or labels and send it; follow where it leads."""
        pairs, target = form.filled(said or {}), urljoin(came.address, form.action or came.address)
        if form.method == "get":
            return self.get(f"{target.partition('?')[0]}?{urlencode(pairs)}", status)
        if any(one.kind == "file" for one in form.fields):
            return self.post_parts(target, pairs, files, status=status)
        return self.post(target, urlencode(pairs).encode(), FORM, status=status)

    def post(self, address: str, body: bytes, kind: str, *, status: int | None = 200) -> Answer:
        """Send bytes as they are; follow where it leads."""
        return self.expect(self._follow(self.send("POST", address, body, {"Content-Type": kind})), status)

    def post_parts(
        self,
        address: str,
        pairs: Iterable[tuple[str, str]],
        files: Iterable[File],
        *,
        status: int | None = 200,
    ) -> Answer:
        """Send a form with files as a browser does, in pieces, so that a large file never lies in memory."""
        edge = f"edge{secrets.token_hex(12)}"
        parts: list[tuple[bytes, Iterable[bytes], int]] = []
        for name, value in pairs:
            body = value.encode(errors="surrogatepass")
            parts.append((f'Content-Disposition: form-data; name="{name}"\r\n\r\n'.encode(), [body], len(body)))
        for file in files:
            shown = file.name.replace("\\", "\\\\").replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
            head = f'Content-Disposition: form-data; name="{file.field}"; filename="{shown}"\r\n'
            head += f"Content-Type: {file.kind}\r\n\r\n"
            parts.append((head.encode(errors="surrogatepass"), file.pieces(), file.length))
        opening, closing = f"--{edge}\r\n".encode(), f"--{edge}--\r\n".encode()
        total = sum(len(opening) + len(head) + size + 2 for head, _body, size in parts) + len(closing)

        def whole() -> Iterable[bytes]:
            for head, body, _size in parts:
                yield opening + head
                yield from body
                yield b"\r\n"
            yield closing

        headers = {"Content-Type": f"multipart/form-data; boundary={edge}", "Content-Length": str(total)}
        return self.expect(self._follow(self.send("POST", address, whole(), headers)), status)

    def send(
        self,
        method: str,
        address: str,
        body: bytes | Iterable[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send one request and follow nothing; cookies are kept. A server may answer before all of it is sent."""
        whole = urljoin(self.base, address)
        parts = urlsplit(whole)
        line = HTTPConnection(parts.hostname or "", parts.port, timeout=SECONDS)
        road = quote(parts.path or "/", safe="/%:@~!$&'()*+,;=") + (f"?{parts.query}" if parts.query else "")
        told = {"Host": parts.netloc, "Origin": self.base, "Connection": "close", **self.headers, **(headers or {})}
        if self.cookies:
            told["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            with suppress(BrokenPipeError, ConnectionResetError):
                line.request(method, road, body=body, headers=told, encode_chunked=False)
            got = line.getresponse()
            read_all = got.read()
        finally:
            line.close()
        for header in got.headers.get_all("Set-Cookie") or ():
            self._keep(header)
        return Answer(got.status, {name.lower(): value for name, value in got.getheaders()}, read_all, whole)

    def _keep(self, header: str) -> None:
        for name, morsel in SimpleCookie(header).items():
            if morsel.value and morsel["max-age"] != "0":
                self.cookies[name] = morsel.value
            else:
                self.cookies.pop(name, None)

    def _follow(self, answer: Answer) -> Answer:
        for _step in range(8):
            if answer.status not in REDIRECTS or "location" not in answer.headers:
                return answer
            answer = self.send("GET", urljoin(answer.address, answer.headers["location"]))
        raise AssertionError(f"{self.name} is sent around in circles: {answer.address}")

    def expect(self, answer: Answer, status: int | None) -> Answer:
        """Give the answer back if it has this status (None for any). Raises AssertionError with the page's words."""
        if status is not None and answer.status != status:
            html = answer.headers.get("content-type", "").startswith("text/html")
            told = answer.page.words if html else answer.body[:3000].decode(errors="replace")
            came = f"{self.name}: {answer.address} answered {answer.status}, not {status}"
            raise AssertionError(f"{came}: {told[-3000:]}")
        return answer
