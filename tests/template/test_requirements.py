"""What is installed is what was looked at: every package has one version, and the hashes of what PyPI has of it."""

from pathlib import Path

import pytest

from tools import sbom

ROOT = Path(__file__).parents[2]
LISTS = ("requirements-dev.txt", "requirements-security.txt", "layers/alexa/requirements.txt", "layers/crhelper/requirements.txt")


@pytest.mark.parametrize("path", LISTS)
def test_every_package_is_pinned_with_hashes(path: str) -> None:
    lines = [line for line in sbom.blocks((ROOT / path).read_text()) if line.strip() and not line.startswith("#")]
    packages = sbom.packages((ROOT / path).read_text())
    assert len(lines) == len(packages) > 0
    assert [name for name, _, hashes in packages if not hashes] == []


def test_what_somebody_asks_for_is_in_the_list_that_is_installed() -> None:
    for path in ("requirements-dev", "requirements-security"):
        asked = [line for line in (ROOT / f"{path}.in").read_text().splitlines() if line and not line.startswith("#")]
        known = {name.lower().replace("_", "-"): version for name, version, _ in sbom.packages((ROOT / f"{path}.txt").read_text())}
        for line in asked:
            name, _, version = line.partition("==")
            name = name.partition("[")[0].lower().replace("_", "-")
            assert name in known, line
            assert version in ("", known[name]), line
