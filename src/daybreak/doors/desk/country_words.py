"""Whose holidays a calendar keeps, in words; a country that stands in no line here keeps its code."""

from __future__ import annotations

from typing import Any

from django.utils.translation import pgettext_lazy

COUNTRIES: dict[str, Any] = {
    "JP": pgettext_lazy("whose holidays", "Japan"),
    "US": pgettext_lazy("whose holidays", "the United States"),
    "GB": pgettext_lazy("whose holidays", "the United Kingdom"),
    "DE": pgettext_lazy("whose holidays", "Germany"),
    "FR": pgettext_lazy("whose holidays", "France"),
    "IT": pgettext_lazy("whose holidays", "Italy"),
    "ES": pgettext_lazy("whose holidays", "Spain"),
    "PT": pgettext_lazy("whose holidays", "Portugal"),
    "NL": pgettext_lazy("whose holidays", "the Netherlands"),
    "BE": pgettext_lazy("whose holidays", "Belgium"),
    "LU": pgettext_lazy("whose holidays", "Luxembourg"),
    "AT": pgettext_lazy("whose holidays", "Austria"),
    "CH": pgettext_lazy("whose holidays", "Switzerland"),
    "LI": pgettext_lazy("whose holidays", "Liechtenstein"),
    "DK": pgettext_lazy("whose holidays", "Denmark"),
    "SE": pgettext_lazy("whose holidays", "Sweden"),
    "NO": pgettext_lazy("whose holidays", "Norway"),
    "FI": pgettext_lazy("whose holidays", "Finland"),
    "IS": pgettext_lazy("whose holidays", "Iceland"),
    "IE": pgettext_lazy("whose holidays", "Ireland"),
    "PL": pgettext_lazy("whose holidays", "Poland"),
    "CZ": pgettext_lazy("whose holidays", "Czechia"),
    "SK": pgettext_lazy("whose holidays", "Slovakia"),
    "HU": pgettext_lazy("whose holidays", "Hungary"),
    "RO": pgettext_lazy("whose holidays", "Romania"),
    "BG": pgettext_lazy("whose holidays", "Bulgaria"),
    "GR": pgettext_lazy("whose holidays", "Greece"),
    "HR": pgettext_lazy("whose holidays", "Croatia"),
    "SI": pgettext_lazy("whose holidays", "Slovenia"),
    "EE": pgettext_lazy("whose holidays", "Estonia"),
    "LV": pgettext_lazy("whose holidays", "Latvia"),
    "LT": pgettext_lazy("whose holidays", "Lithuania"),
    "MT": pgettext_lazy("whose holidays", "Malta"),
    "CY": pgettext_lazy("whose holidays", "Cyprus"),
    "UA": pgettext_lazy("whose holidays", "Ukraine"),
    "TR": pgettext_lazy("whose holidays", "Türkiye"),
    "IL": pgettext_lazy("whose holidays", "Israel"),
    "AE": pgettext_lazy("whose holidays", "the United Arab Emirates"),
    "SA": pgettext_lazy("whose holidays", "Saudi Arabia"),
    "ZA": pgettext_lazy("whose holidays", "South Africa"),
    "CA": pgettext_lazy("whose holidays", "Canada"),
    "MX": pgettext_lazy("whose holidays", "Mexico"),
    "BR": pgettext_lazy("whose holidays", "Brazil"),
    "AR": pgettext_lazy("whose holidays", "Argentina"),
    "CL": pgettext_lazy("whose holidays", "Chile"),
    "AU": pgettext_lazy("whose holidays", "Australia"),
    "NZ": pgettext_lazy("whose holidays", "New Zealand"),
    "CN": pgettext_lazy("whose holidays", "China"),
    "TW": pgettext_lazy("whose holidays", "Taiwan"),
    "HK": pgettext_lazy("whose holidays", "Hong Kong"),
    "KR": pgettext_lazy("whose holidays", "South Korea"),
    "SG": pgettext_lazy("whose holidays", "Singapore"),
    "MY": pgettext_lazy("whose holidays", "Malaysia"),
    "TH": pgettext_lazy("whose holidays", "Thailand"),
    "VN": pgettext_lazy("whose holidays", "Vietnam"),
    "PH": pgettext_lazy("whose holidays", "the Philippines"),
    "ID": pgettext_lazy("whose holidays", "Indonesia"),
    "IN": pgettext_lazy("whose holidays", "India"),
}


def country_words(code: str) -> str:
    """Name the country of a holiday calendar (`JP`), with the code of its part where it names one (`DE-BY`)."""
    country, _dash, part = code.partition("-")
    name = str(COUNTRIES.get(country, country))
    return f"{name} ({part})" if part else name
