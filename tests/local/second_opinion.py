"""A second, independent interpreter of the state machine's language runs every build of the local tests again, from the same answers of the tasks."""

import copy
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sfnx.testing import Call, Execution, Failure

from tests.second_interpreter import run

# What the second interpreter says in place of the execution's own name.
ITS_OWN_ARN = "arn:aws:states:us-east-1:123456789012:execution:machine:execution"
ITS_OWN_TOKEN = "token"
ITS_ONLY_TIME = "2026-01-01T00:00:00.000Z"
OUTSIDE = ("", 0)  # of every Map
Event = dict[str, Any]
Machine = dict[str, Any]


@dataclass
class History:
    """What an execution did: the states that it entered, and what each of its tasks was asked and answered, in order.

    Iterations of a Map, which ran side by side, stand one after the other; one that failed, which stopped the others wherever they were, before them.
    """

    states: list[str] = field(default_factory=list)
    asked: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    answered: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    failed_maps: set[str] = field(default_factory=set)


def compare(client: Any, execution_arn: str) -> None:
    """Fail unless the second interpreter goes the way that an execution went, asks its tasks for the same, and ends as it ended."""
    described = client.describe_execution(executionArn=execution_arn)
    if described["status"] not in ("SUCCEEDED", "FAILED"):
        return  # it was stopped from outside
    history = read(events(client, execution_arn))
    definition = json.loads(client.describe_state_machine_for_execution(executionArn=execution_arn)["definition"])
    asked: dict[str, list[Any]] = defaultdict(list)
    second = run_again(definition, json.loads(described["input"]), history, asked)
    inner = {name for branch in branches(definition) for name in branch["States"]}
    assert [name for name in second.states if name not in inner] == [name for name in history.states if name not in inner]
    stopped = in_failed_maps(definition, history)
    for branch in ran_to_their_ends(definition, history):
        states = branch["States"].keys() - stopped
        assert [name for name in second.states if name in states] == [name for name in history.states if name in states]
    for name, arguments in ((name, asked[name]) for name in asked if name not in stopped):
        assert its_own(arguments, execution_arn) == its_own(history.asked[name], execution_arn), name
    if described["status"] == "SUCCEEDED":
        assert second.output == json.loads(described["output"])
    else:
        assert (second.error, second.cause) == (described["error"], described["cause"])


def its_own(asked: Any, execution_arn: str) -> Any:
    """Return what was asked as the second interpreter says it: with its own ARN, its own token, and its time, which stands still."""
    text = json.dumps(asked).replace(execution_arn, ITS_OWN_ARN)
    text = re.sub(r'("TaskToken": )"[^"]+"', rf'\1"{ITS_OWN_TOKEN}"', text)
    return json.loads(re.sub(r'("(?:StartedAt|EnteredTime)": )"[^"]+"', rf'\1"{ITS_ONLY_TIME}"', text))


def events(client: Any, execution_arn: str) -> Iterator[Event]:
    """Yield an execution's events."""
    for page in client.get_paginator("get_execution_history").paginate(executionArn=execution_arn):
        yield from page["events"]


def read(happened: Iterator[Event]) -> History:
    """Return what a history tells. Every event belongs to the state that was entered last before it in its branch."""
    history = History()
    state: dict[int, str] = {}
    known = list(happened)
    iteration = iterations(known)
    failed = {where(event["mapIterationFailedEventDetails"]) for event in known if "mapIterationFailedEventDetails" in event}
    history.failed_maps = {name for name, _ in failed}

    def turn(event: Event) -> tuple[bool, tuple[str, int]]:
        belongs_to = iteration[event["id"]]
        return belongs_to != OUTSIDE and belongs_to not in failed, belongs_to

    for event in sorted(known, key=turn):
        name = state.get(event.get("previousEventId", 0), "")
        if "stateEnteredEventDetails" in event:
            name = event["stateEnteredEventDetails"]["name"]
            history.states.append(name)
        elif "taskScheduledEventDetails" in event:
            history.asked[name].append(json.loads(event["taskScheduledEventDetails"]["parameters"]))
        elif "taskSucceededEventDetails" in event:
            history.answered[name].append(json.loads(event["taskSucceededEventDetails"]["output"]))
        elif "taskFailedEventDetails" in event or "taskTimedOutEventDetails" in event:
            details = event.get("taskFailedEventDetails") or event["taskTimedOutEventDetails"]
            history.answered[name].append(Failure(details["error"], details.get("cause", "")))
        state[event["id"]] = name
    return history


def iterations(happened: list[Event]) -> dict[int, tuple[str, int]]:
    """Return which iteration of which Map each event belongs to."""
    found: dict[int, tuple[str, int]] = {}
    for event in happened:
        started = event.get("mapIterationStartedEventDetails")
        found[event["id"]] = where(started) if started else found.get(event.get("previousEventId", 0), OUTSIDE)
    return found


def where(details: dict[str, Any]) -> tuple[str, int]:
    """Return Map and number of an iteration."""
    return details["name"], details["index"]


def run_again(definition: Machine, given: Any, history: History, asked: dict[str, list[Any]]) -> Execution:
    """Run an execution again, with the answers of its history."""
    left = {name: iter(answers) for name, answers in history.answered.items()}

    def task(call: Call) -> object:
        if call.state != definition["StartAt"]:  # which asks with the execution's own name and time
            asked[call.state].append(call.arguments)
        answer = next(left.get(call.state, iter(())), Failure("NoAnswer", f"{call.state} was not asked so often"))
        if isinstance(answer, Failure):
            raise answer
        return answer

    return run(failed_branch_first(definition, history), given, task)


def failed_branch_first(definition: Machine, history: History) -> Machine:
    """Return a machine whose Parallels run the branch that failed, which stopped the others wherever they were, before them."""
    ordered = copy.deepcopy(definition)
    for state in ordered["States"].values():
        state.get("Branches", []).sort(key=lambda branch: not failed(branch, history))
    return ordered


def ran_to_their_ends(definition: Machine, history: History) -> list[Machine]:
    """Return the branches that were not stopped by another's failure."""
    found = list(branches(definition))
    return [branch for branch in found if failed(branch, history)] or found


def failed(branch: Machine, history: History) -> bool:
    """Return whether a branch came to a Fail state."""
    return any(state["Type"] == "Fail" and name in history.states for name, state in branch["States"].items())


def branches(definition: Machine) -> Iterator[Machine]:
    """Yield the machines inside of a machine's Parallels and Maps."""
    for state in definition["States"].values():
        yield from state.get("Branches", [])
        if "ItemProcessor" in state:
            yield state["ItemProcessor"]


def in_failed_maps(definition: Machine, history: History) -> set[str]:
    """Return the states of iterations that another one's failure may have stopped."""
    return {name for failed in history.failed_maps for name in definition["States"][failed]["ItemProcessor"]["States"]}
