"""Questions about reports: what a finder may read, what the desk sees, and the words of both."""

from daybreak.stages.intake.hearing import Hearing
from daybreak.stages.intake.queries.answers import YES_NO, Answer, labelled, option_words
from daybreak.stages.intake.queries.catalogue import OTHER, product_choices
from daybreak.stages.intake.queries.conversation import FileLine, Said
from daybreak.stages.intake.queries.files import OpenedFile, file_of
from daybreak.stages.intake.queries.finder_box import (
    ClosureTold,
    FinderBox,
    SeverityTold,
    finder_box,
    own_report,
    report_by_code,
)
from daybreak.stages.intake.queries.likeness import Like
from daybreak.stages.intake.queries.report_page import AnswerChoice, Happening, InvalidHit, ReportPage, report_page
from daybreak.stages.intake.queries.reports import (
    MailboxLine,
    ReportFilter,
    ReportLine,
    mailboxes_to_look,
    report_for,
    reports,
)

__all__ = [
    "OTHER",
    "YES_NO",
    "Answer",
    "AnswerChoice",
    "ClosureTold",
    "FileLine",
    "FinderBox",
    "Happening",
    "Hearing",
    "InvalidHit",
    "Like",
    "MailboxLine",
    "OpenedFile",
    "ReportFilter",
    "ReportLine",
    "ReportPage",
    "Said",
    "SeverityTold",
    "file_of",
    "finder_box",
    "labelled",
    "mailboxes_to_look",
    "option_words",
    "own_report",
    "product_choices",
    "report_by_code",
    "report_for",
    "report_page",
    "reports",
]
