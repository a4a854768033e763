"""People's data in reports: consent, retention, holds, erasure, masks, and what the finder may ask for (B8)."""
