"""A sentence of the catalogue with its values: as it is written on a card, and as Alexa speaks it."""

from dataclasses import dataclass
from xml.sax.saxutils import escape

from voice import english, german, spanish
from voice.language import Language

LANGUAGES = {"en": english.LANGUAGE, "de": german.LANGUAGE, "es": spanish.LANGUAGE}


@dataclass(frozen=True)
class Said:
    """One sentence, twice."""

    text: str
    speech: str  # inside of <speak>


class Record(str):
    """A text that stands in a record, in whatever language its writer speaks: English, as a rule."""


def language_of(locale: str | None) -> str:
    """Return the language of a locale; any other than ours is answered in English."""
    tongue = (locale or "").partition("-")[0].lower()
    return tongue if tongue in LANGUAGES else "en"


def say(language: Language, key: str, **values: str) -> Said:
    """Return a sentence of the catalogue."""
    return fill(language, language.sentences[key], **values)


def fill(language: Language, sentence: str, **values: str) -> Said:
    """Return a sentence with its values."""
    return Said(sentence.format(**values), sentence.format(**{name: ssml(language, value) for name, value in values.items()}))


def ssml(language: Language, value: str) -> str:
    """Return a value that is safe in SSML; the voice of another language would not pronounce a record's English."""
    return f'<lang xml:lang="en-US">{escape(value)}</lang>' if language.foreign and isinstance(value, Record) else escape(value)
