"""Severity: CVSS vectors, the policy's bands and SSVC decision tables."""
