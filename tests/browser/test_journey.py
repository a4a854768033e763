"""One life in a real Chromium, against the served process: report, receipt, mailbox, desk, case, advisory."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.browser.chromium import chromium, faults, picture, window
from tests.journeys.beginning import CODE, assemble, case_opens, duplicates_are_closed
from tests.journeys.ending import advisory_is_written, everything_is_ready
from tests.journeys.life import Do
from tests.journeys.served import ADMIN, PASSWORD, served
from tests.journeys.team import address_of, code_of, register
from tests.journeys.test_device_maker import LIFE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.journeys.life import World

pytestmark = pytest.mark.browser

CASE = re.compile(r"/desk/cases/([^/]+)/")
LOOKS = (("en", 1440, "light"), ("ja", 1440, "dark"), ("en", 390, "dark"), ("ja", 390, "light"))
DESK = (
    ("today", "/desk/"),
    ("reports", "/desk/reports/?state=all"),
    ("report", "/desk/reports/{report}/"),
    ("report-data", "/desk/reports/{report}/data/"),
    ("report-erase", "/desk/reports/{report}/data/erase/"),
    ("data", "/desk/data/"),
    ("triage", "/desk/triage/"),
    ("cases", "/desk/cases/"),
    ("case", "/desk/cases/{case}/"),
    ("case-vulnerabilities", "/desk/cases/{case}/vulnerabilities/"),
    ("case-products", "/desk/cases/{case}/products/?do=state"),
    ("case-remedies", "/desk/cases/{case}/remedies/"),
    ("case-conversation", "/desk/cases/{case}/conversation/"),
    ("case-outside", "/desk/cases/{case}/outside/"),
    ("case-members", "/desk/cases/{case}/members/?do=let_in"),
    ("case-duties", "/desk/cases/{case}/duties/"),
    ("case-journal", "/desk/cases/{case}/journal/"),
    ("case-restate", "/desk/cases/{case}/duties/?do=restate"),
    ("evidence", "/desk/evidence/{case}/first_report/"),
    ("merge", "/desk/cases/{case}/merge/"),
    ("merge-plan", "/desk/cases/{case}/merge/?other={conflict}"),
    ("split", "/desk/cases/{case}/split/"),
    ("conflict-board", "/desk/?who=all"),
    ("conflict", "/desk/cases/{conflict}/"),
    ("conflict-outside", "/desk/cases/{conflict}/outside/"),
    ("conflict-duties", "/desk/cases/{conflict}/duties/"),
    ("conflict-decide", "/desk/cases/{conflict}/outside/?do=decide&on=first_report"),
    ("drills", "/desk/drills/"),
    ("drill", "/desk/drills/{drill}/"),
    ("drill-case", "/desk/cases/{drill_case}/"),
    ("drill-report", "/desk/reports/{drill_report}/"),
    ("advisories", "/desk/advisories/"),
    ("advisory-desk", "/desk/advisories/{advisory}/"),
    ("advisory-write", "/desk/advisories/{advisory}/write/"),
    ("advisory-preview", "/desk/advisories/{advisory}/preview/ja/"),
    ("advisory-of-case", "/desk/advisories/of/{case}/"),
    ("letter", "/desk/cases/{case}/outside/?do=letter&on=first_report"),
    ("products", "/desk/products/"),
    ("product", "/desk/products/hc-drive-2/"),
    ("notices", "/desk/notices/"),
    ("policy-desk", "/desk/policy/"),
    ("policy-trial", "/desk/policy/try/"),
    ("policy-review", "/desk/policy/review/"),
    ("metrics", "/desk/metrics/"),
    ("people", "/desk/people/"),
    ("account", "/desk/account/"),
    ("factors", "/accounts/2fa/"),
    ("passkeys", "/accounts/2fa/webauthn/"),
    ("password", "/accounts/password/change/"),
)
PUBLIC = (
    ("home", "/{language}/"),
    ("advisory", "/{language}/advisories/{advisory}/"),
    ("cve", "/{language}/cve/CVE-2026-40001/"),
    ("policy", "/{language}/policy/"),
    ("thanks", "/{language}/thanks/"),
    ("csaf", "/{language}/csaf/"),
    ("report-form", "/{language}/report"),
    ("contact", "/{language}/contact"),
    ("box-door", "/{language}/box"),
    ("lost", "/{language}/box/lost"),
    ("nothing", "/{language}/advisories/HC-SA-2026-ZZZZZ/"),
)
FRESH = {
    "kestrel-sdk": (
        ("components", "/desk/components/"),
        ("suppliers", "/desk/components/suppliers/"),
        ("product", "/desk/products/kg-web/"),
        ("answers", "/desk/advisories/answers/"),
        ("answer-write", "/desk/advisories/answers/write/"),
        ("digest", "/desk/digest/"),
        ("digest-write", "/desk/digest/write/"),
        ("concern", "/desk/concern/"),
        ("drills", "/desk/drills/"),
        ("notices", "/desk/notices/"),
        ("advisories", "/desk/advisories/"),
        ("metrics", "/desk/metrics/"),
        ("report-form", "/{language}/report"),
    ),
    "aoba-electric": (
        ("scorecard", "/{language}/scorecard/"),
        ("home", "/{language}/"),
        ("report-form", "/{language}/report"),
        ("policy-review", "/desk/policy/review/"),
    ),
}
"""What a site of each other example policy shows before anything happened on it."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start Chromium."""
    with chromium() as started:
        yield started


def test_one_life_in_a_browser(browser: Browser) -> None:
    """From the form to the public page; what lies between is done through the same doors without a browser."""
    with served(LIFE.policy, LIFE.begins) as site:
        world = assemble(site, replace(LIFE, language="en", other="ja"))
        _reports_without_javascript(browser, world)
        _reports(browser, world)
        case_opens(world)
        duplicates_are_closed(world)
        world.work()
        advisory_is_written(world)
        _the_desk(browser, world)
        everything_is_ready(world)
        site.at(world.public_at)
        _the_public(browser, world)


@pytest.mark.parametrize("policy", FRESH)
def test_a_fresh_site_in_a_browser(browser: Browser, policy: str) -> None:
    """“Each list an empty state”: whoever opens a page first learns what to do there."""
    with served(policy, LIFE.begins) as site:
        cookies = _signed_in(browser, site.base, ADMIN)
        _looked_through(browser, site.base, FRESH[policy], cookies)


def _fill(page: Page, base: str, language: str) -> None:
    page.goto(f"{base}/{language}/report")
    page.select_option("[name=ask_product]", "hc-drive-2")
    page.fill("[name=ask_version]", "2.4.0")
    page.fill("[name=ask_steps]", "1. Open the lid.\n2. Send a long name.")
    page.set_input_files("[name=ask_proof]", [{"name": "証拠.txt", "mimeType": "text/plain", "buffer": b"proof"}])
    page.fill("[name=name]", "Rita Okafor")
    page.fill("[name=address]", "rita@finder.example")
    page.check("[name=credit][value=name]")


def _reports_without_javascript(browser: Browser, world: World) -> None:
    with window(browser, world.site.base, java_script_enabled=False, locale="ja-JP", width=390) as rita:
        page = rita.open()
        _fill(page, world.site.base, "ja")
        page.click("main form [type=submit], main form button")
        code = page.locator("#tracking-code").inner_text().strip()
        assert picture(page, "receipt-ja-390-nojs") == []
        page.goto(f"{world.site.base}/ja/box")
        page.fill("[name=code]", code)
        page.click("main form button")
        page.wait_for_selector("[name='message-body']")


def _reports(browser: Browser, world: World) -> None:
    """Report twice: under the site's own CSP, and once more for axe."""
    base = world.site.base
    for bypass in (False, True):
        with window(browser, base, bypass_csp=bypass, locale="en-GB") as rita:
            page = rita.open()
            _fill(page, base, "en")
            page.click("main form button.button-next")
            page.wait_for_selector("#tracking-code")
            world.code = page.locator("#tracking-code").inner_text().strip()
            world.report = page.locator(".eyebrow.number").inner_text().strip()
            assert CODE.fullmatch(world.code)
            wrong = picture(page, "receipt-en-1440-light") + (faults(page, "receipt") if bypass else [])
            page.goto(f"{base}/en/box")
            page.fill("[name=code]", world.code)
            page.click("main form button.button-next")
            page.fill("[name='message-body']", "I can show it to you.")
            page.locator("form:has([name='message-body']) button").click()
            assert page.locator("text=I can show it to you.").count() >= 1
            wrong += picture(page, "mailbox-en-1440-light") + (faults(page, "mailbox") if bypass else [])
            assert wrong == []


def _the_desk(browser: Browser, world: World) -> None:
    base = world.site.base
    register(world.team["Ada"], "Bea", [("security_team", "")], "en")
    cookies = _signed_in(browser, base, address_of("Bea"))
    found = _conflict(world) | _drill(world)
    for case in (world.case, found["conflict"], found["drill_case"]):
        _let_in(world, case, "Bea")
    _looked_through(browser, base, DESK, cookies, **_numbers(world), **found)


def _signed_in(browser: Browser, base: str, login: str) -> object:
    """Sign in and set up the second factor; gives the cookies."""
    with window(browser, base, locale="en-GB") as first:
        page = first.open()
        page.goto(f"{base}/desk/")
        picture(page, "sign-in-en-1440-light")
        page.fill("[name=login]", login)
        page.fill("[name=password]", PASSWORD)
        page.click("main form button[type=submit]")
        if page.locator("[name=password]").count():
            page.fill("[name=password]", PASSWORD)
            page.click("main form button[type=submit]")
        picture(page, "second-factor-en-1440-light")
        page.fill("[name=code]", code_of(page.input_value("#authenticator_secret")))
        page.click("main form button[type=submit]")
        page.goto(f"{base}/desk/")
        return first.cookies()


def _let_in(world: World, case: str, who: str) -> None:
    members = world.hana.get(f"/desk/cases/{case}/members/?do=let_in")
    form = members.page.form(do="let_in")
    world.hana.submit(members, form, {"person": form.choice("person", who)})


def _conflict(world: World) -> dict[str, str]:
    """Open a case whose first report a contract orders, and an embargo that a coordinator asked for forbids."""
    page = world.hana.get("/desk/cases/new/")
    opened = world.hana.submit(page, page.page.form(title="", kind=""), {"title": "Preview without a session"})
    case = CASE.findall(opened.address)[0]
    other = replace(world, case=case)
    until = world.local(world.site.now + timedelta(days=30))
    for deed in (
        Do("Hana", "", "confirm", {"sure": "on"}),
        Do("Hana", "", "propose", {"until": until, "asked_by": "jp_coordinator"}),
        Do("Hana", "", "accept"),
    ):
        other.do(deed)
    assert "jp_coordinator" not in world.hana.get(f"/desk/cases/{case}/").page.words
    return {"conflict": case}


def _drill(world: World) -> dict[str, str]:
    """Start a drill, and open a case from the report that it brings."""
    page = world.hana.get("/desk/drills/")
    drill = world.hana.submit(page, page.page.form(story="", speed=""), {"speed": "10"})
    report = re.findall(r"DRILL-R-[0-9]{4}-[0-9A-Z]{5}", drill.page.words)[0]
    page = world.hana.get(f"/desk/reports/{report}/")
    opened = world.hana.submit(page, page.page.form(**{"open-what": ""}))
    number = drill.address.rstrip("/").rpartition("/")[2]
    return {"drill": number, "drill_report": report, "drill_case": CASE.findall(opened.address)[0]}


def _the_public(browser: Browser, world: World) -> None:
    _looked_through(browser, world.site.base, PUBLIC, None, **_numbers(world))


def _looked_through(
    browser: Browser, base: str, pages: tuple[tuple[str, str], ...], cookies: object, **found: str
) -> None:
    """Look at every page in both languages, wide and narrow, light and dark; let axe look at two of the four."""
    wrong = list[str]()
    for language, width, scheme in LOOKS:
        options = {"locale": {"en": "en-GB", "ja": "ja-JP"}[language], "color_scheme": scheme, "storage_state": cookies}
        for bypass in (False, True) if (language, width) in {("en", 1440), ("ja", 390)} else (False,):
            with window(browser, base, width=width, bypass_csp=bypass, **options) as looked:
                page = looked.open()
                for name, road in pages:
                    answer = page.goto(base + road.format(language=language, **found))
                    expected = 404 if name == "nothing" else 200
                    assert answer is not None
                    assert answer.status == expected, f"{name}: {answer.status}"
                    if name == "nothing":
                        looked.complaints.clear()
                    shown = f"{name}-{language}-{width}-{scheme}"
                    wrong += faults(page, shown) if bypass else picture(page, shown)
    assert wrong == []


def _numbers(world: World) -> dict[str, str]:
    return {"report": world.report, "case": world.case, "advisory": world.advisory}
