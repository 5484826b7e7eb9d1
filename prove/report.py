"""What a proof has found, belief by belief."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from prove.belief import Belief
from prove.evidence import Evidence
from prove.outcome import NotProved, Otherwise


class Verdict(StrEnum):
    """What became of a belief."""

    HELD = "held"
    NOT_PROVED = "not proved here"
    OTHERWISE = "did not hold"


@dataclass(frozen=True)
class Finding:
    """A belief, what became of it, and a sentence unless it held."""

    belief: Belief
    verdict: Verdict
    sentence: str = ""


def judge(belief: Belief, evidence: Evidence) -> Finding:
    """Run a belief's check; a check that cannot read what AWS answered has found that it is otherwise."""
    try:
        belief.check(evidence)
    except NotProved as reason:
        return Finding(belief, Verdict.NOT_PROVED, one_line(str(reason)))
    except Otherwise as reason:
        return Finding(belief, Verdict.OTHERWISE, one_line(str(reason)))
    except Exception as error:
        return Finding(belief, Verdict.OTHERWISE, one_line(f"the check ended with {type(error).__name__}: {error}"))
    return Finding(belief, Verdict.HELD)


def lines(findings: Iterable[Finding]) -> list[str]:
    """Return a line for every finding, and another with what follows for one that did not hold."""
    shown = []
    for finding in findings:
        shown.append(f"{finding.verdict:<15}  {finding.belief.id:<20}  {finding.sentence or finding.belief.says}")
        if finding.verdict is Verdict.OTHERWISE:
            shown.append(f"{'':<15}  {'':<20}  We believed: {finding.belief.says} So: {finding.belief.otherwise}.")
    return shown


def summary(findings: list[Finding]) -> str:
    """Return one sentence about all findings."""
    counts = {verdict: sum(finding.verdict is verdict for finding in findings) for verdict in Verdict}
    if counts[Verdict.HELD] == len(findings):
        return f"All {len(findings)} beliefs held."
    return ", ".join(f"{count} {verdict}" for verdict, count in counts.items()) + "."


def one_line(text: str) -> str:
    """Return a text as one line of a readable length."""
    words = " ".join(text.split())
    return words if len(words) <= 400 else f"{words[:400]} …"
