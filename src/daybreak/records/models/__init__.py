"""The nouns, one file each."""

from daybreak.records.models.advisory import Advisory, Approval, PreparedFile, ReleaseVote, Revision
from daybreak.records.models.answer import Answer, AnswerRevision
from daybreak.records.models.case import Case, Meeting, Membership
from daybreak.records.models.conversation import Message, StoredFile, Thread
from daybreak.records.models.drill import Drill
from daybreak.records.models.duty import DutyRow
from daybreak.records.models.expiry import Expiry
from daybreak.records.models.journal import JournalEntry
from daybreak.records.models.keys import DataKey
from daybreak.records.models.learning import Digest
from daybreak.records.models.mail_key import MailKey
from daybreak.records.models.notice import Notice, ReactionCursor
from daybreak.records.models.people import ApiToken, Person, RoleGrant
from daybreak.records.models.policy import PolicyVersion
from daybreak.records.models.product import Product, Release
from daybreak.records.models.remedy import Remedy, RemedyNote
from daybreak.records.models.report import Report
from daybreak.records.models.subscription import Subscription
from daybreak.records.models.supply import Component, Evaluation, GateRecord, ReleaseComponent, Supplier
from daybreak.records.models.vulnerability import Affect, Assessment, Vulnerability

__all__ = [
    "Advisory",
    "Affect",
    "Answer",
    "AnswerRevision",
    "ApiToken",
    "Approval",
    "Assessment",
    "Case",
    "Component",
    "DataKey",
    "Digest",
    "Drill",
    "DutyRow",
    "Evaluation",
    "Expiry",
    "GateRecord",
    "JournalEntry",
    "MailKey",
    "Meeting",
    "Membership",
    "Message",
    "Notice",
    "Person",
    "PolicyVersion",
    "PreparedFile",
    "Product",
    "ReactionCursor",
    "Release",
    "ReleaseComponent",
    "ReleaseVote",
    "Remedy",
    "RemedyNote",
    "Report",
    "Revision",
    "RoleGrant",
    "StoredFile",
    "Subscription",
    "Supplier",
    "Thread",
    "Vulnerability",
]
