"""People: accounts, roles, tokens, and who may see what."""
