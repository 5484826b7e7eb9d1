"""What Alexa would understand: a sentence is one of the model's own, or it is not understood. Alexa itself guesses; this does not."""

import re
from typing import Any

# What comes before the sentence itself, and what only opens the skill, in the languages of the models.
ASKED = re.compile(
    r"(?:alexa )?(?:ask|tell|frag|frage|sag|sage|bitte|pregunta a|pregúntale a|pide a|pídele a|dile a) sage build "
    r"(?P<whole>(?:(?:to|ob|dass|si|que) )?(?P<rest>.+))"
)
OPENED = re.compile(r"^(?:alexa )?(?:open|launch|öffne|starte|abre|inicia) sage build$")
NUMBERS = {
    word: str(number)
    for words in (
        "one two three four five six seven eight nine ten",
        "eins zwei drei vier fünf sechs sieben acht neun zehn",
        "uno dos tres cuatro cinco seis siete ocho nueve diez",
    )
    for number, word in enumerate(words.split(), 1)
}
FALLBACK = "AMAZON.FallbackIntent"
Request = dict[str, Any]


def understood(model: dict[str, Any], sentence: str) -> Request:
    """Return Alexa's request for a sentence: {"type", "intent"}, by an interaction model."""
    words = " ".join(re.sub(r"[^\w' ]", " ", sentence.lower()).split())
    if OPENED.match(words) or words == "":
        return {"type": "LaunchRequest"}
    found = ASKED.fullmatch(words)
    for heard in (found["whole"], found["rest"]) if found else (words,):
        for intent in model["interactionModel"]["languageModel"]["intents"]:
            for sample in intent.get("samples", []):
                if match := pattern(sample).fullmatch(heard):
                    return asked(intent["name"], {name: NUMBERS.get(value, value) for name, value in match.groupdict().items()})
    return asked(FALLBACK, {})


def pattern(sample: str) -> re.Pattern[str]:
    """Return what a sample sentence matches; a slot is a number, in digits or as a word."""
    parts = re.split(r"\{(\w+)\}", sample)
    text = "".join(f"(?P<{part}>\\d+|{'|'.join(NUMBERS)})" if index % 2 else re.escape(part.lower()) for index, part in enumerate(parts))
    return re.compile(text)


def asked(name: str, slots: dict[str, str]) -> Request:
    """Return the request of an intent."""
    intent: Request = {"name": name, "confirmationStatus": "NONE"}
    if slots:
        intent["slots"] = {slot: {"name": slot, "value": value, "confirmationStatus": "NONE"} for slot, value in slots.items()}
    return {"type": "IntentRequest", "intent": intent}
