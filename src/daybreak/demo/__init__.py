"""The demo: the lives of two well-known vulnerabilities, played through the real doors and deeds of a site."""
