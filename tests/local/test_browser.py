"""make notebook, as a person meets it: an address, and behind it in a browser the notebooks, whose cells run."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from local.commands import ROOT
from local.launcher import LocalAws
from local.notebook.__main__ import GONE
from tests.local.jupyter import status_of
from tests.local.waiting import until

CHROMIUM = shutil.which("chromium")
# A browser without a sandbox, for root may have none, and without anything that it would do for itself.
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
LEFT_OUT = "JupyterLab was not looked at in a browser: there is no chromium on this machine (Debian and Ubuntu: apt-get install chromium)."
START_SECONDS, PAGE_MILLISECONDS = 300, 120_000
CLICKS, HEEDED_MILLISECONDS = 6, 15_000


class Told:
    """python -m local.notebook, and what it has told so far."""

    def __init__(self, process: "subprocess.Popen[bytes]", log: Path, scratch: Path) -> None:
        self.process, self._log, self.scratch = process, log, scratch

    def text(self) -> str:
        """Return all that it has told."""
        return self._log.read_text()

    def address(self) -> str:
        """Return the address that it told last, "" if none yet."""
        return (["", *re.findall(r"http://127\.0\.0\.1:\d+/lab\S+authToken=\S+", self.text())])[-1]


@pytest.fixture(scope="module")
def notebook(aws: LocalAws, built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """What make notebook runs, from a template that is built already."""
    log = tmp_path_factory.mktemp("notebook") / "log"
    command = [sys.executable, "-m", "local.notebook", "--template", str(built)]
    scratch = Path(tempfile.mkdtemp(prefix="nb-"))  # a short path, for sockets are in it
    environment = {**os.environ, "TMPDIR": str(scratch)}
    with log.open("wb") as file:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT)
    told = Told(process, log, scratch)
    try:
        until(lambda: process.poll() is not None or "Ctrl-C ends it all" in told.text(), START_SECONDS)
        assert process.poll() is None, told.text()
        yield told
    finally:
        process.kill()
        process.wait()
        shutil.rmtree(scratch)


@pytest.fixture
def page(notebook: Told) -> Iterator[Page]:
    """The address that was told, in a browser."""
    with sync_playwright() as playwright:
        browser: Browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        opened = browser.new_page(viewport={"width": 1400, "height": 1600})
        opened.set_default_timeout(PAGE_MILLISECONDS)
        opened.goto(notebook.address())
        yield opened
        browser.close()


def run(page: Page, cell: Locator) -> None:
    """Run a cell; a page that is still being made does not heed every click."""
    prompt = cell.locator(".jp-InputPrompt")
    for _ in range(CLICKS):
        prompt.click()
        page.locator('[data-command="notebook:run-cell-and-select-next"]').first.click()
        with suppress(AssertionError):
            expect(prompt).not_to_have_text("[ ]:", timeout=HEEDED_MILLISECONDS)
            return
    raise AssertionError(f"the cell has not begun to run after {CLICKS} clicks")


def test_the_address_is_told_with_what_to_do(notebook: Told) -> None:
    assert notebook.address().startswith("http://127.0.0.1:")
    assert "good for five minutes and one browser on this machine" in notebook.text()
    assert status_of(notebook.address().partition("?")[0]) == 403, "without the token nobody comes in"


def test_the_first_notebook_runs_in_a_browser(notebook: Told, request: pytest.FixtureRequest, record_property: Any) -> None:
    if not CHROMIUM:
        record_property("left out", LEFT_OUT)
        return
    page: Page = request.getfixturevalue("page")
    expect(page.locator(".jp-DirListing-item", has_text="01_start_here.ipynb")).to_be_visible(timeout=PAGE_MILLISECONDS)
    for name in ("examples", "sagebuild", "08_operations.ipynb"):
        expect(page.locator(".jp-DirListing-item", has_text=name)).to_be_visible()
    expect(page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]')).to_be_visible(timeout=PAGE_MILLISECONDS)
    expect(page.locator(".jp-NotebookPanel h1").first).to_contain_text("Start here")
    cells = page.locator(".jp-NotebookPanel .jp-CodeCell")
    for number, cell in ((1, cells.nth(0)), (2, cells.nth(1))):
        run(page, cell)
        expect(cell.locator(".jp-InputPrompt")).to_have_text(f"[{number}]:", timeout=PAGE_MILLISECONDS)
    expect(cells.nth(0).locator(".jp-OutputArea-output")).to_contain_text("'DataBucket': 'sagebuild-databucket-")
    picture = cells.nth(1).locator(".jp-OutputArea-output img")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") > 100


def test_an_interrupt_ends_it_with_a_sentence_and_leaves_nothing(notebook: Told) -> None:
    address = notebook.address().partition("?")[0]
    notebook.process.send_signal(signal.SIGINT)
    assert notebook.process.wait(60) == 0
    assert notebook.text().strip().endswith(GONE)
    with pytest.raises(OSError, match="refused"):
        status_of(address)
    assert list(notebook.scratch.iterdir()) == []
