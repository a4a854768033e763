"""Cases: triage, severity, affected products, duties."""
