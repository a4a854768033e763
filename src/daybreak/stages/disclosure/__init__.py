"""Disclosure: draft, gates, approvals, release."""
