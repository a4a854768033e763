"""Contradictions: what leads nowhere or works against itself is named at its line, with what to change."""

from __future__ import annotations

import pytest

from tests.core.policy.files import edited, place_of, told

CAMERA = "hoshimi-camera"
GROUP = "aoba-electric"
SDK = "kestrel-sdk"

CASES = [
    # file, what is replaced, by what, where the fault is told (text within the replacement or the file), its words
    (CAMERA, "from: 0.0", "from: 0.2", "0.2", "must begin at 0.0"),
    (CAMERA, "{id: medium, from: 4.0", "{id: medium, from: 0.1", "0.1, name: {ja: 中", "medium overlaps low"),
    (CAMERA, "{id: medium, from: 4.0", "{id: medium, from: 8.0", "7.0, name", "high stands below medium"),
    (CAMERA, "{id: medium, from: 4.0", "{id: low, from: 4.0", "{id: low, from: 4.0", 'A second band is called "low"'),
    (
        SDK,
        "embargo: {default: 90 days,",
        "embargo: {default: 90 days, longer_if_asked_by: [coordinator],",
        "[coordinator],",
        "while no longest one is named",
    ),
    (
        SDK,
        "decided_by: [security, tech_lead]",
        "decided_by: [nobody_known]",
        "[nobody_known]",
        'There is no role "nobody_known"',
    ),
    (
        CAMERA,
        "earlier_of: [fix.available, workaround.available, vulnerability.public]",
        "earlier_of: [fix.available, workaround.available]",
        "obliges}",
        "No duty that starts with vulnerability.public",
    ),
    (CAMERA, "surface: cloud}", "surface: cloud, market: UE}", "UE}", 'There is no market of a product "UE"'),
    (
        GROUP,
        "investigate_end_of_life: optional",
        "investigate_end_of_life: required",
        "supported}\n    otherwise: {do: may be waived, by: [psirt",
        "investigate spares products past end of life",
    ),
    (CAMERA, "who: quality", "who: qualty", "qualty", 'did you mean "quality"?'),
    (CAMERA, "to: voice_platform", "to: voice_plattform", "voice_plattform", 'did you mean "voice_platform"?'),
    (CAMERA, "surface: cloud}", "surface: clowd}", "clowd", 'There is no surface "clowd"'),
    (CAMERA, "severity: high, surface", "severity: hihg, surface", "hihg", 'There is no band "hihg"'),
    (CAMERA, "template: incident_report", "template: incidnt", "incidnt", 'There is no template "incidnt"'),
    (CAMERA, "must_say: [description,", "must_say: [descripton,", "descripton", 'There is no field "descripton"'),
    (CAMERA, 'about {number}"}', 'about {Number}"}', '"A question', '"{Number}" is no field'),
    (CAMERA, 'about {number}"}', 'about {number"}', '"A question', '"{number" is no field'),
    (
        CAMERA,
        "      name: {ja: 既知の脆弱性, en: Already known}\n      body:\n        ja: |\n",
        "      name: {ja: 既知の脆弱性, en: Already known}\n      body:\n        ja: |\n          {number }\n",
        "|\n",
        '"{number }" is no field',
    ),
    (CAMERA, "must_say: [plan,", "must_say: [cve,", "cve,", "does not say {cve}"),
    (CAMERA, "extend_for: [complexity,", "extend_for: [laziness,", "[laziness", 'There is no reason "laziness"'),
    (CAMERA, "done_by: manager.informed", "done_by: division.asked", "division.asked", "it needs divisions"),
    (CAMERA, "done_by: manager.informed", "done_by: key.rotated", "key.rotated", "no fact the journal knows"),
    (CAMERA, "since: remedy.planned", "since: kept.nothing", "kept.nothing", 'There is no duty "nothing"'),
    (CAMERA, "since: remedy.planned", "since: kept.second_report", "kept.second_report", "waits for itself"),
    (CAMERA, "before: remedy.shipped", "before: remedy.started", "remedy.started", "before the fact it starts from"),
    (CAMERA, "before: remedy.shipped", "before: remedy.verified", "remedy.verified", "before the fact that ends it"),
    (SDK, "until: upstream.fixed", "until: upstream.notified", "upstream.notified", "runs until the fact it starts"),
    (GROUP, "days: [mon, tue, wed, thu]", "days: [sat, sun]", "[sat", "No day is left to publish on"),
    (GROUP, "days: [mon, tue, wed, thu]", "days: [fri]", "[fri]", "whose next day is if that is asked"),
    (
        CAMERA,
        "aim: 2 business days",
        "never_ends_on: [mon, tue, wed, thu, fri, closed day]\n    aim: 2 business days",
        "[mon, tue",
        "could end on no day at all",
    ),
    (CAMERA, "every: day", "never_ends_on: [sun]\n    every: day", "[sun]", "has no deadline of its own to move"),
    (CAMERA, "before: remedy.shipped", "before: remedy.shipped\n    warn_at: [75%]", "[75%]", "Nobody hears of this"),
    (CAMERA, "before: remedy.shipped", "before: remedy.shipped\n    warn_before: [1 day]", "[1 day]", "Nobody hears"),
    (
        CAMERA,
        "before: remedy.shipped",
        "before: remedy.shipped\n    escalate: {75%: programme_manager}",
        "{75%",
        "Nobody hears",
    ),
    (CAMERA, "every: day", "within: 2 days\n    every: day", "2 days", 'take "within" out'),
    (CAMERA, "every: day", "before: case.closed\n    every: day", "case.closed\n    every", 'take "before" out'),
    (CAMERA, "aim: 2 business days", "one_of: [fix]\n    aim: 2 business days", "[fix]", '"one_of" says nothing there'),
    (CAMERA, "aim: 2 business days", "not_by: author\n    aim: 2 business days", "author\n    aim", "No remedy ends"),
    (
        CAMERA,
        "aim: 2 business days",
        "extension_by: {by: programme_manager}\n    aim: 2 business days",
        "{by: programme_manager}\n    aim",
        "Nothing lets anybody extend",
    ),
    (CAMERA, "aim: 2 business days", "aim: 6 business days", "6 business days", "an aim lies before its limit"),
    (
        CAMERA,
        "high: {cloud: 3 days, app: 30 days, firmware: 60 days}",
        "high: {cloud: 3 days, app: 30 days}",
        "{cloud: 3 days, app: 30 days}",
        "says nothing of firmware",
    ),
    (
        CAMERA,
        "within: {high: 1 business day, medium: 5 business days, low: 20 business days}",
        "within: {high: 1 business day, medium: 5 business days}",
        "{high: 1 business day, medium",
        "says nothing of low",
    ),
    (
        CAMERA,
        "within: {high: at once, medium: 3 business days}",
        "within: {high: at once, medium: 3 days, low: 9 days}",
        "9 days",
        "This row is never reached",
    ),
    (CAMERA, "cloud: 3 days, app", "clod: 3 days, app", "3 days", 'There is no surface "clod"'),
    (
        CAMERA,
        "{cloud: remedy.shipped, app: remedy.shipped, firmware",
        "{cloud: remedy.shipped, firmware",
        "{cloud: remedy.shipped, firmware",
        "says nothing of app",
    ),
    (CAMERA, "    mail: security@voice.example\n", "", "kind: partner", "has no address"),
    (CAMERA, '    basis: "Partner agreement 2026, section 4"\n', "", "agreed_plain", "needs an agreement"),
    (CAMERA, "deputy: engineering_head", "deputy: security_team", "security_team}", "in a circle"),
    (CAMERA, "deputy: engineering_head", "deputy: nobody", "nobody}", 'There is no role "nobody"'),
    (CAMERA, "time_zone: Asia/Tokyo", "time_zone: Tokyo", "Tokyo\n", "no time zone"),
    (CAMERA, "{holidays: JP", "{holidays: XX", "XX", "No holidays are known"),
    (CAMERA, "12-29..01-03", "13-29..01-03", '["13-29', "no closed time"),
    (CAMERA, "advisory: HC-SA}", "advisory: HC}", "HC}", "must not look like"),
    (CAMERA, "binding_language: ja", "binding_language: fr", "fr", 'There is no language "fr"'),
    (CAMERA, "app: {ja: アプリ, en: App}", "app: {en: App}", "{en: App}", "missing in ja"),
    (CAMERA, "app: {ja: アプリ, en: App}", "app: {ja: アプリ, fr: App}", "App}", 'There is no language "fr"'),
    (CAMERA, "for: general, watched_by: customer_service", "for: general, watched_by: nobody", "nobody", "no role"),
    (CAMERA, ", address: support@hoshimi.example", "", "{id: support_mail", "has no address"),
    (CAMERA, "kind: choice, from: cwe_families", "kind: choice", "{id: type", "needs values"),
    (CAMERA, "{id: impact, kind: text", "{id: type, kind: text", "{id: type, kind: text", "A second question"),
    (CAMERA, "kind: product, required: true", "kind: line, required: true", "- {id: product", "asks for the product"),
    (CAMERA, "sets: vulnerability.public", "sets: finder.deadline_set", "finder.deadline_set}", "Only a date"),
    (CAMERA, "each: 50 MB", "each: 500 MB", "500 MB", "larger than all together"),
    (CAMERA, "answer: not_a_vulnerability", "answer: not_a_vuln", "not_a_vuln\n", "no answer"),
    (CAMERA, "may_skip: [translation,", "may_skip: [press,", "[press", 'There is no approval "press"'),
    (CAMERA, "    - {by: programme_manager, within", "    - {by: legal, within", "legal,", 'There is no role "legal"'),
    (CAMERA, "  receipt:  ", "  recept:  ", "recept", 'add a template "receipt"'),
    (
        CAMERA,
        '{key: "2.4.0",',
        '{key: "2.3.0",',
        '{key: "2.3.0", version: 2.4.0',
        "second release",
    ),
    (CAMERA, "    otherwise: best effort  ", "    note: {ja: 注, en: Note}  ", "supported}", "past end of life"),
    (
        GROUP,
        "      desk: division_desk\n      calendar",
        "      desk: division_dsk\n      calendar",
        "division_dsk",
        "no role",
    ),
    (GROUP, "division: aoba_pos", "division: aoba_pose", "aoba_pose", 'There is no division "aoba_pose"'),
    (GROUP, "    division: aoba_pos\n", "", "key: ab-pos-cloud\n", "belongs to no division"),
    (
        GROUP,
        "products: [servers, storage]",
        "products: [servers, storage, routers]",
        "routers, switches",
        "more than one",
    ),
    (SDK, "    many: true\n    from: comp", "    from: comp", "kind: upstream", '"many" and "from" go together'),
    (SDK, "  answer_by: {who: security, second: quality}", "  # nobody", "{advisory: never", "go together: answers"),
    (SDK, "    many: true\n    from: sub", "    many: true\n    mail: a@b.example\n    from: sub", "a@b.ex", "is many"),
    (GROUP, "concerns: own_network}", "concerns: own_net}", "own_net}", 'There is no concern "own_net"'),
    (GROUP, "by: division_head, of", "by: legal, of", "every affected division", "not a role that each division has"),
    (GROUP, "publishes_on: jvn", "publishes_on: elsewhere", "jvn]", "Nobody publishes on jvn"),
    (GROUP, "proposed_by: jp_coordinator", "proposed_by: us_coordinator", "us_coordinator, must", "not among those"),
    (GROUP, "{do: may be waived, by: [psirt, division_head]}", "may be waived", "may be waived", "Say who may waive"),
    (
        GROUP,
        "{do: may be waived, by: [psirt, ",
        "{do: best effort, by: [psirt, ",
        "[psirt, division_head]",
        'may be waived has "by"',
    ),
    (
        GROUP,
        "open_to: [researcher, quality",
        "open_to: [reseacher, quality",
        "[reseacher",
        'There is no role "reseacher"',
    ),
    (
        GROUP,
        "    send: {template: csirt_handover",
        "    note: {en: x, ja: x} #",
        "id: hand_to_csirt",
        "nothing to send",
    ),
    (SDK, "component: [own, internal]", "component: [own, inside]", "[own, inside]", "kind of component"),
    (SDK, "{id: feeds, door: feeds", "{id: feeds, door: web", "finding.opened", "a door of kind feeds"),
    (SDK, "worst_allowed: low", "worst_allowed: lowest", "lowest", 'There is no band "lowest"'),
    (SDK, "before: [major, minor]", "before: [major, mini]", "[major, mini]", 'did you mean "minor"?'),
    (SDK, "owner: manager, may_be", "owner: boss, may_be", "boss", 'There is no role "boss"'),
    (SDK, "approved_by: manager", "approved_by: boss", "boss", 'There is no role "boss"'),
    (SDK, "    every: 6 months\n", "", "id: review_policy", "never begins"),
    (
        SDK,
        "    done_by: policy.reviewed\n",
        "    done_by: policy.reviewed\n    extension_by: {by: manager, tell: [finder]}\n",
        "[finder]",
        'so "finder" would never be told',
    ),
    (
        SDK,
        "    within: 20 business days\n    who: security\n    done_by: case.lesson",
        "    who: security\n    done_by: case.lesson",
        "id: learn",
        "gives no time",
    ),
    (SDK, "party: customers_supported", "party: friends", "friends", 'There is no party "friends"'),
    (SDK, "critical: 1 week,", "critical: 5 weeks,", "5 weeks", "an aim lies before its limit"),
]


@pytest.mark.parametrize(("file", "old", "new", "sought", "words"), CASES)
def test_a_contradiction_is_told_at_its_place(file: str, old: str, new: str, sought: str, words: str) -> None:
    """Issue 2: things that contradict each other are refused with file, line, column and a sentence."""
    text = edited(file, (old, new))
    start = text.index(new) if sought in new else 0
    before = text[:start]
    line, column = place_of(text[start:], sought)
    line += before.count("\n")
    if line == before.count("\n") + 1:
        column += len(before) - before.rfind("\n") - 1
    found = told(text)
    assert words in found.get((line, column), ""), (line, column, found)


REVIEW = """  - id: review
    name: {ja: 確認, en: Review}
    per: remedy
    before: remedy.verified
    who: engineer
    done_by: remedy.reviewed
"""


class TestDutiesThatWait:
    """A duty that waits for itself, directly or around a circle, can never start."""

    def test_a_circle_names_every_duty_in_it(self) -> None:
        text = edited(
            CAMERA,
            ("since: remedy.planned", "since: kept.first_report"),
            ("since: case.confirmed\n    within: 24 hours", "since: kept.second_report\n    within: 24 hours"),
        )
        found = told(text)
        assert "waits for itself by way of first_report" in found[place_of(text, "kept.first_report")]
        assert "waits for itself by way of second_report" in found[place_of(text, "kept.second_report")]

    def test_a_circle_of_what_must_come_first_names_every_duty_in_it(self) -> None:
        """One must be done before the other's fact, and the other before the one's."""
        text = edited(
            CAMERA,
            ("    before: remedy.shipped\n    who: quality", "    before: remedy.reviewed\n    who: quality"),
            ("  - id: verify ", f"{REVIEW}  - id: verify "),
        )
        found = told(text)
        assert "waits for itself by way of verify" in found[place_of(text, "remedy.verified\n    who: engineer")]
        assert "waits for itself by way of review" in found[place_of(text, "remedy.reviewed\n    who: quality")]
        assert len(found) == 2

    @pytest.mark.parametrize("word", ["since: [kept.second_report, remedy.planned]",
                                      "since: remedy.planned\n    unless_done_by: [kept.second_report]"])  # fmt: skip
    def test_a_duty_that_looks_at_itself_cannot_be_computed(self, word: str) -> None:
        """Another way to start is no way out: whether it was kept would depend on whether it was kept."""
        text = edited(CAMERA, ("since: remedy.planned", word))
        assert "second_report looks at its own fulfilment;" in told(text)[place_of(text, "[kept.second_report")]

    def test_a_circle_of_what_spares_names_every_duty_in_it(self) -> None:
        """Each of three would be spared by the next."""
        ids = ("meet", "plan", "assess")
        spared = zip(ids, (*ids[1:], ids[0]), strict=True)
        edits = ((f"- id: {one} ", f"- id: {one}\n    unless_done_by: kept.{other} ") for one, other in spared)
        text = edited(CAMERA, *edits)
        found = told(text)
        assert len(found) == 3
        assert "looks at its own fulfilment by way of plan, assess;" in found[place_of(text, "kept.plan")]
