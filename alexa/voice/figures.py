"""Metrics, spoken: their names and their values."""

import re

from voice.language import Language

# Read letter by letter, so they are written in capitals.
ABBREVIATIONS = ("auc", "rmse", "mse", "mae", "rmsle", "map", "ndcg", "bleu", "f", "r")
LONGEST_NAME = 40


def name(language: Language, metric: str) -> str | None:
    """Return a metric's name in words, validation accuracy for validation:accuracy; None if there is nothing in it to speak."""
    apart = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", metric)
    words = re.findall(r"[a-z]+|[0-9]+", apart.lower())
    english = " ".join(word.upper() if word in ABBREVIATIONS else word for word in words)
    if len(english) > LONGEST_NAME or not re.search("[A-Za-z]", english):
        return None
    return language.metrics.get(english, english)


def value(language: Language, number: float, decimals: int = 2) -> str:
    """Return a number as it is read out: with two decimals as a rule, and a power of ten where the figures would be endless."""
    size = abs(number)
    if size and (size < 0.0001 or size >= 1e7):
        figures, exponent = f"{size:.1e}".split("e")
        sign = language.minus + " " if int(exponent) < 0 else ""
        text = language.power.format(plain(language, figures), f"{sign}{abs(int(exponent))}")
    else:
        text = plain(language, f"{size:.{0 if size >= 1000 else max(decimals, needed(size))}f}")
    return f"{language.minus} {text}" if number < 0 else text


def needed(size: float) -> int:
    """Return the decimals without which a number would become another one: 0.999 is not 1, and 0.001 is not 0."""
    return 2 if size >= 10 else next((places for places in range(2, 6) if round(size, places) % 1 or not size % 1), 5)


def plain(language: Language, figures: str) -> str:
    """Return figures without zeros at their end, with the language's own point."""
    return (figures.rstrip("0").rstrip(".") if "." in figures else figures).replace(".", language.point)


def pair(language: Language, number: float, before: float) -> tuple[str, str]:
    """Return two numbers with as many decimals as tell them apart, up to five."""
    spoken = [(value(language, number, places), value(language, before, places)) for places in range(2, 6)]
    return next((both for both in spoken if both[0] != both[1]), spoken[0])
