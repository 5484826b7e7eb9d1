"""Ten stacks of one account build at once, each from its own data, and none sees anything of another."""

import json
import re
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from examples.byod.digits import as_csv, split
from local.launcher import LocalAws
from local.stack import Stack
from tests.local.conftest import ready
from tests.local.packaged import deploy

COUNT = 10
NAMES = [f"ten-{number}" for number in range(COUNT)]  # of which one never begins with another


@pytest.fixture(scope="module")
def ten(aws: LocalAws, built: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Stack, dict[str, Any]]]:
    """Ten stacks with the execution of each one's first build; the data of the n-th calls every digit by n more."""
    stacks = []
    for number, name in enumerate(NAMES):
        made = ready(aws, built, name, tmp_path_factory.mktemp(name), deploy=deploy)
        made.upload("train/digits.csv", as_csv([[(row[0] + number) % 10, *row[1:]] for row in split()[0]]))
        stacks.append(made)
    for made in stacks:
        made.launch({"Reason": f"the first build of {made.name}"})
    began = time.monotonic()
    with ThreadPoolExecutor(COUNT) as pool:
        ends = list(pool.map(lambda made: made.wait(made.next_execution(set(), 300), 1800), stacks))
    print(f"{COUNT} builds at once took {time.monotonic() - began:.0f} seconds")
    return {made.name: (made, end) for made, end in zip(stacks, ends, strict=True)}


def test_all_of_them_succeed_and_were_built_at_the_same_time(ten: dict[str, tuple[Stack, dict[str, Any]]]) -> None:
    assert [(end["status"], end.get("cause")) for _, end in ten.values()] == [("SUCCEEDED", None)] * COUNT
    assert max(end["startDate"] for _, end in ten.values()) < min(end["stopDate"] for _, end in ten.values())


def test_each_serves_what_its_own_data_says(ten: dict[str, tuple[Stack, dict[str, Any]]]) -> None:
    row = as_csv(split()[1][:1], labels=False)
    answers = [made.invoke(row).strip() for made, _ in ten.values()]
    assert answers == ["2", "3", "4", "5", "6", "7", "8", "9", "0", "1"]


def test_none_has_made_more_than_one_version_or_heard_of_another(ten: dict[str, tuple[Stack, dict[str, Any]]]) -> None:
    for name, (made, _) in ten.items():
        assert (len(made.executions()), made.record(1)["Status"]["S"], made.record(2)) == (1, "SUCCEEDED", {})
        said = json.dumps(made.record(1), default=str)
        assert set(re.findall(r"ten-\d", said)) == {name}
