"""python -m prove --stack NAME: proves on a stack in a real account what SageBuild believes of AWS; see docs/beliefs.md."""

import argparse
import sys
import time

from botocore.exceptions import BotoCoreError, ClientError

from prove import cost
from prove.aws import Aws, Refused
from prove.belief import BELIEFS
from prove.checks import SECTIONS
from prove.evidence import Evidence
from prove.listening import hear
from prove.outcome import NotProved
from prove.removal import clean, remove, words
from prove.report import Finding, Verdict, judge, lines, one_line, summary
from prove.stack import Stack, find, mark, require_fresh
from prove.steps import STEPS

HELD, NOT_ALL_HELD, REFUSED, INTERRUPTED = 0, 1, 2, 130


def main() -> int:
    """Return 0 if all beliefs held, 1 if not, 2 if the proof did not begin, 130 if it was interrupted."""
    given = arguments()
    try:
        aws = Aws(given.look)
        account = aws.account()
        if given.clean:
            print(clean(aws, given.stack))
            return HELD
        stack = find(aws, given.stack)
        require_fresh(stack)
        if not (given.yes or agreed(stack, account)):
            raise Refused("nothing was started")
        return prove(stack)
    except Refused as reason:
        print(f"prove: {reason}.", file=sys.stderr)
        return REFUSED
    except (BotoCoreError, ClientError) as error:
        print(f"prove: AWS did not do what the proof asked for: {one_line(str(error))}", file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        print("prove: interrupted", file=sys.stderr)
        return INTERRUPTED


def arguments() -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(prog="prove", description="Prove on a real account what SageBuild believes of AWS (docs/beliefs.md).")
    parser.add_argument("--stack", required=True, help="a stack that was deployed for the proof, which ends with its deletion")
    parser.add_argument("--yes", action="store_true", help="ask nothing")
    parser.add_argument("--clean", action="store_true", help="remove what an interrupted proof has left")
    parser.add_argument("--look", type=float, default=5.0, metavar="SECONDS", help="time between two looks at AWS (5)")
    return parser.parse_args()


def agreed(stack: Stack, account: str) -> bool:
    """Say what will happen and what it costs, and ask."""
    print(
        f"The proof does this with stack {stack.name} in account {account}, {stack.aws.region}, in about {sum(s.minutes for s in STEPS)} minutes:"
    )
    print(*(f"  {step.does}" for step in STEPS), sep="\n")
    print("It costs about:", *cost.estimate([step.uses for step in STEPS]), sep="\n")
    print(
        f"Afterwards it deletes all that it made, AND THE STACK {stack.name} with its endpoint, buckets and repository. Training jobs stay listed."
    )
    try:
        return input("Go on? [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:
        return False


def prove(stack: Stack) -> int:
    """Take all steps, judge, remove everything however it ends, judge what is left, and report."""
    evidence = Evidence(stack)
    findings: list[Finding] = []
    try:
        mark(stack)
        take_steps(evidence)
        findings += [judge(found, evidence) for found in BELIEFS.values() if not found.after_removal]
    finally:
        say(f"removes everything; if this is interrupted, make prove STACK={stack.name} ARGS=--clean finishes it")
        ends = remove(stack)
        say(words(stack.name, ends))
    evidence.facts["deletion"] = ends
    findings += [judge(found, evidence) for found in BELIEFS.values() if found.after_removal]
    print(*lines(ordered(findings)), summary(findings), sep="\n")
    return HELD if all(finding.verdict is Verdict.HELD for finding in findings) else NOT_ALL_HELD


def take_steps(evidence: Evidence) -> None:
    """Take one step after the other; one that fails is noted, and what it should have shown is not proved."""
    for step in STEPS:
        say(step.does)
        try:
            step.run(evidence)
        except NotProved as reason:
            say(f"  left out: {reason}")
        except Exception as error:
            evidence.troubles[step.run.__name__] = one_line(f"{step.run.__name__}: {error}")
            say(f"  did not work: {one_line(str(error))}")
    time.sleep(2 * evidence.stack.aws.look_seconds)  # the last events are on their way
    hear(evidence)


def ordered(findings: list[Finding]) -> list[Finding]:
    """Return findings in the order of the document."""
    modules = [module.__name__ for module, _ in SECTIONS]
    return sorted(findings, key=lambda finding: modules.index(finding.belief.check.__module__))


def say(sentence: str) -> None:
    """Print what is being done, and when it began."""
    print(f"{time.strftime('%H:%M:%S')}  {sentence}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
