"""B13: what our own mail server found out about a sender is read; what a sender writes about themselves is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybreak.core.formats.mail_checks import METHODS, RESULTS, checks, proven

OURS = "mx.aoba.example"
ALL = f"{OURS}; spf=pass smtp.mailfrom=a@b.example; dkim=pass header.d=b.example; dmarc=pass header.from=b.example"


class TestB13Recorded:
    """“Sender-domain authentication (SPF, DKIM, DMARC) is recorded for incoming mail.”"""

    def test_each_method_is_read(self) -> None:
        assert checks([ALL], OURS) == {"spf": "pass", "dkim": "pass", "dmarc": "pass"}
        assert proven(checks([ALL], OURS))

    def test_results_in_several_fields_of_ours_are_put_together(self) -> None:
        written = [f"{OURS}; dmarc=fail (p=reject) header.from=b.example", f"{OURS} 1; spf=softfail; dkim=none"]
        assert checks(written, OURS) == {"spf": "softfail", "dkim": "none", "dmarc": "fail"}

    def test_one_signature_that_passes_is_enough(self) -> None:
        assert checks([f"{OURS}; dkim=fail header.d=list.example; dkim=pass header.d=b.example"], OURS) == {
            "dkim": "pass"
        }

    @pytest.mark.parametrize("server", ["", "mx.evil.example", "aoba.example", "xmx.aoba.example"])
    def test_nobody_else_is_believed(self, server: str) -> None:
        assert checks([f"{server or 'mx.evil.example'}; dmarc=pass"], OURS) == {}
        assert checks([ALL], server) == {}

    def test_the_topmost_word_counts(self) -> None:
        """A sender may put such a field into the mail; our server writes above it."""
        assert checks([f"{OURS}; dmarc=fail", f"{OURS}; dmarc=pass"], OURS) == {"dmarc": "fail"}

    @given(st.text(alphabet='ab;=" ()\\dmarcpss', max_size=60))
    def test_a_senders_words_in_quotes_and_comments_say_nothing(self, words: str) -> None:
        quoted = words.replace("\\", "\\\\").replace('"', '\\"')
        comment = quoted.replace("(", "\\(").replace(")", "\\)")
        assert checks([f'{OURS}; spf=fail reason="{quoted}" ({comment}); dkim=none'], OURS) == {
            "spf": "fail",
            "dkim": "none",
        }

    @given(st.text(max_size=200))
    def test_whatever_is_written_only_known_words_come_out(self, words: str) -> None:
        found = checks([f"{OURS};{words}", words], OURS)
        assert set(found) <= set(METHODS)
        assert set(found.values()) <= RESULTS
