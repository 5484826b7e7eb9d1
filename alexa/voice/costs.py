"""What is said of money: what a build cost, and what the endpoint costs a month."""

from voice import telling, times
from voice.answer import Answer, told
from voice.language import Language
from voice.money import money, sane
from voice.saying import LANGUAGES, Said, say
from voice.seen import BuildSeen, Rent, Seen


def costs(language: str, seen: Seen) -> Answer:
    """Answer what the last build that has ended cost, and what the endpoint costs; what is not known is said to be so."""
    words = LANGUAGES[language]
    if not seen.builds:
        return told(telling.news(words, seen))
    running = say(words, "cost_running", version=str(seen.running.version)) if seen.running else None
    ended = next((build for build in seen.builds if build.status != "RUNNING"), None)
    serving = next((build for build in seen.builds if build.serving), None)
    rent = serving.cost.rent if serving and serving.cost else None
    endpoint = say(words, "asleep") if seen.asleep else of_endpoint(words, rent)
    return told([running, of_build(words, ended) if ended else None, endpoint])


def of_build(language: Language, build: BuildSeen) -> Said:
    """Return what a build cost."""
    version = str(build.version)
    dollars = 0.0 if build.unchanged else sane(build.cost.dollars) if build.cost else None
    seconds = build.cost.seconds if build.cost else None
    if dollars is not None:
        paid = dollars or seconds  # a second of a cheap machine is so little that it counts as no dollars
        return (
            say(language, "cost", version=version, money=money(language, dollars))
            if paid
            else say(language, "cost_nothing", version=version)
        )
    if seconds:
        return say(language, "cost_unknown_billed", version=version, time=times.lasting(language, seconds))
    return say(language, "cost_unknown", version=version)


def of_endpoint(language: Language, rent: Rent | None) -> Said:
    """Return what the endpoint costs a month."""
    if rent and rent.by_request and not rent.by_hour:
        return say(language, "endpoint_cost_by_request")
    dollars = sane(rent.dollars) if rent else None
    if not rent or not dollars:
        return say(language, "endpoint_cost_unknown")
    return say(language, "endpoint_cost_partly" if rent.by_request else "endpoint_cost", money=money(language, dollars))
