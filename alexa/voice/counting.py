"""Whole numbers in words, up to 99; larger ones stay digits, which Alexa reads well enough."""

import re

ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
)
ENGLISH_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
GERMAN = "null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn"
GERMAN_TENS = "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig"
SPANISH = (
    "cero un dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve "
    "veinte veintiún veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve"
)
SPANISH_TENS = "treinta cuarenta cincuenta sesenta setenta ochenta noventa"
MASCULINE = ("day", "minute", "second", "dollar", "cent")  # in Spanish; hours and builds are feminine


def english(number: int, unit: str) -> str:
    """Return an English number before a unit."""
    return compound(number, ENGLISH, ENGLISH_TENS, "{ten}-{one}")


def german(number: int, unit: str) -> str:
    """Return a German number before a unit; one has the unit's own gender and never comes here."""
    return compound(number, GERMAN, GERMAN_TENS, "{one}und{ten}")


def spanish(number: int, unit: str) -> str:
    """Return a Spanish number before a unit, in the unit's gender."""
    words = compound(number, SPANISH, SPANISH_TENS, "{ten} y {one}")
    return words if unit in MASCULINE else re.sub("[uú]n$", "una", words)


def compound(number: int, small: str, tens: str, both: str) -> str:
    """Return a number in words; those that are not in small are made of a ten and a one."""
    words = small.split()
    if number < len(words):
        return words[number]
    if number > 99:
        return str(number)
    ten, one = tens.split()[(number - len(words)) // 10], number % 10
    return both.format(ten=ten, one=words[one]) if one else ten
