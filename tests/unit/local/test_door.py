"""The door of a notebook instance."""

import asyncio
import ssl
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path

import pytest
import trustme

from local.sagemaker import door as door_module
from local.sagemaker.door import Door, is_served


@pytest.fixture
def jupyter(tmp_path: Path) -> Iterator[Path]:
    """A socket where somebody answers every request with the request's first line, behind TLS as Jupyter does."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("localhost").configure_cert(context)
    loop, place = asyncio.new_event_loop(), tmp_path / "8443.sock"

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first = (await reader.readuntil(b"\r\n\r\n")).split(b"\r\n")[0]
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + first)
        await writer.drain()
        writer.close()

    loop.run_until_complete(asyncio.start_unix_server(answer, place, ssl=context))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield place
    loop.call_soon_threadsafe(loop.stop)
    thread.join()


@pytest.fixture
def door() -> Iterator[Door]:
    made = Door()
    yield made
    made.close()


def browser() -> urllib.request.OpenerDirector:
    """Return a browser that keeps cookies."""
    return urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))


def refusal(opener: urllib.request.OpenerDirector, address: str) -> int:
    """Return the status with which an address refuses."""
    with pytest.raises(urllib.error.HTTPError) as refused:
        opener.open(address, timeout=10)
    refused.value.close()
    return refused.value.code


def test_a_token_opens_a_session_that_goes_on_without_it(door: Door, jupyter: Path) -> None:
    door.socket = jupyter
    person = browser()
    with person.open(door.invite(), timeout=10) as answer:
        assert answer.read() == b"GET /lab HTTP/1.1"
    with person.open(f"http://{door.address}/api/contents?x=1", timeout=10) as answer:
        assert answer.read() == b"GET /api/contents?x=1 HTTP/1.1"


def test_a_token_leads_to_the_page_that_the_address_names(door: Door, jupyter: Path) -> None:
    door.socket = jupyter
    with browser().open(door.invite().replace("/?", "/lab/tree/a.ipynb?"), timeout=10) as answer:
        assert answer.read() == b"GET /lab/tree/a.ipynb HTTP/1.1"


def test_nobody_comes_in_without_a_token_or_with_one_that_is_used_guessed_or_too_old(
    door: Door, jupyter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    door.socket = jupyter
    used = door.invite()
    browser().open(used, timeout=10).close()
    monkeypatch.setattr(door_module, "TOKEN_SECONDS", -1)
    for address in (f"http://{door.address}/lab", used, f"http://{door.address}/?authToken=guessed", door.invite()):
        assert refusal(browser(), address) == 403


def test_a_session_ends(door: Door, jupyter: Path) -> None:
    door.socket = jupyter
    assert refusal(browser(), door.invite(seconds=-1)) == 403


def test_an_instance_that_does_not_run_is_unavailable_and_its_sessions_outlive_the_stop(door: Door, jupyter: Path) -> None:
    door.socket = jupyter
    person = browser()
    person.open(door.invite(), timeout=10).close()
    door.socket = None
    assert refusal(person, f"http://{door.address}/lab") == 503


def test_nothing_listens_any_more_behind_a_closed_door() -> None:
    closed = Door()
    closed.close()
    with pytest.raises(urllib.error.URLError, match="refused"):
        browser().open(f"http://{closed.address}/", timeout=10)


def test_jupyter_is_served_once_it_answers(tmp_path: Path, jupyter: Path) -> None:
    assert is_served(jupyter)
    assert not is_served(tmp_path / "nobody.sock")
