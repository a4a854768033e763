"""Remediation: plans, reviews, verification, shipping."""
