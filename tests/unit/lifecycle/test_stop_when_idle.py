"""When an instance stops itself, and when it does not."""

import json
import os
import pty
import signal
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from lifecycle import jupyter, stop_when_idle
from lifecycle.idleness import Seen, is_busy, last_use
from tests.local.waiting import until

NOON, ONE = "2026-11-26T12:00:00Z", "2026-11-26T13:00:00.500000Z"
NOON_SECONDS, ONE_SECONDS = 1795694400.0, 1795698000.5


def seen(kernels: Any = (), terminals: Any = (), saved: Any = (), running: int = 0) -> Seen:
    return Seen(
        [{"execution_state": state, "last_activity": at} for state, at in kernels],
        [{"last_activity": at} for at in terminals],
        list(saved),
        running,
    )


@pytest.mark.parametrize(
    ("what", "look", "used"),
    [
        ("nothing is open: the start, or what was seen before", seen(), 7.0),
        ("an idle kernel", seen([("idle", NOON)]), NOON_SECONDS),
        ("the latest of several", seen([("idle", NOON), ("idle", ONE)]), ONE_SECONDS),
        ("a busy kernel, however long it has said nothing", seen([("busy", NOON)]), 1800000000.0),
        ("a busy kernel beside an idle one", seen([("idle", NOON), ("busy", NOON)]), 1800000000.0),
        ("a kernel that died", seen([("dead", NOON)]), NOON_SECONDS),
        ("a terminal that was typed into", seen([("idle", NOON)], [ONE]), ONE_SECONDS),
        ("a terminal in which a program runs", seen([], [NOON], running=1), 1800000000.0),
        ("a notebook that was saved without running it", seen([("idle", NOON)], [], [ONE_SECONDS]), ONE_SECONDS),
    ],
)
def test_an_instance_was_last_used_when_something_last_happened_in_it(what: str, look: Seen, used: float) -> None:
    assert last_use(look, before=7.0, now=1800000000.0) == used, what


@pytest.mark.parametrize(
    ("status", "busy"),
    [
        ("70 (bash) S 60 70 70 34816 70 4194304", False),  # a shell that waits for a command
        ("70 (bash) S 60 70 70 34816 91 4194304", True),  # a shell whose command runs
        ("91 (python) R 70 91 70 34816 91 4194304", False),  # that command itself
        ("95 (sleep) S 70 95 70 34816 91 4194304", False),  # a command in the background
        ("70 (a) b) (c) S 60 70 70 34816 91 4194304", True),  # a name may hold anything
        ("60 (jupyter-lab) S 1 60 60 0 -1 4194304", False),  # no terminal
    ],
)
def test_a_terminal_is_busy_while_something_else_than_its_shell_is_in_the_foreground(status: str, busy: bool) -> None:
    assert is_busy(status) is busy


def test_a_real_terminals_program_is_seen() -> None:
    child, terminal = pty.fork()
    if not child:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # whoever runs the tests in the background may ignore it
        os.execvp("bash", ["bash", "--norc", "-i"])
    shell = Path(f"/proc/{child}/stat")  # whatever other terminals there are on this machine
    os.write(terminal, b"sleep 600\n")
    until(lambda: is_busy(shell.read_text()))
    assert jupyter.terminals_with_a_program() >= 1
    os.write(terminal, b"\x03")
    until(lambda: not is_busy(shell.read_text()))
    os.close(terminal)
    os.kill(child, 9)
    os.waitpid(child, 0)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A home whose Jupyter server has written itself down."""
    answers: dict[str, Any] = {
        "/api/kernels": [{"execution_state": "idle", "last_activity": NOON}],
        "/api/sessions": [{"path": "SageBuild/a.ipynb"}, {"path": "SageBuild/never-saved.ipynb"}],
        "/api/terminals": [{"last_activity": NOON}],
    }

    class Server(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            allowed = self.headers["Authorization"] == "token secret"
            self.send_response(200 if allowed else 403)
            self.end_headers()
            self.wfile.write(json.dumps(answers[self.path] if allowed else {"message": "Forbidden"}).encode())

        def log_message(self, *_: Any) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    runtime = tmp_path / ".local/share/jupyter/runtime"
    runtime.mkdir(parents=True)
    running = {"url": f"http://127.0.0.1:{server.server_port}/", "token": "secret", "pid": os.getpid()}
    (runtime / "jpserver-2.json").write_text(json.dumps(running))
    (runtime / "jpserver-1.json").write_text(json.dumps({**running, "url": "http://127.0.0.1:9/", "pid": 2**22 + 1}))
    (runtime / "jpserver-3.json").write_text('{"url": "half writ')
    (tmp_path / "SageMaker/SageBuild").mkdir(parents=True)
    (tmp_path / "SageMaker/SageBuild/a.ipynb").touch()
    os.utime(tmp_path / "SageMaker/SageBuild/a.ipynb", (ONE_SECONDS, ONE_SECONDS))
    yield tmp_path
    server.shutdown()
    server.server_close()


def test_jupyter_is_asked_where_it_has_written_that_it_is(home: Path) -> None:
    assert [token for _, token in jupyter.servers(home)] == ["secret"]
    found = jupyter.look(home)
    assert (found.kernels, found.terminals) == ([{"execution_state": "idle", "last_activity": NOON}], [{"last_activity": NOON}])
    assert found.saved == [ONE_SECONDS]


def test_a_server_that_does_not_answer_is_not_taken_for_an_idle_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jupyter, "AWS", ("https://127.0.0.1:9/", ""))
    with pytest.raises(jupyter.NotReached):
        jupyter.look(tmp_path)


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = NOON_SECONDS

    def time(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Clock:
    """The loop on a clock of its own, on an instance that is called churn-0a1b2c3d."""
    clock = Clock()
    monkeypatch.setattr(stop_when_idle, "time", clock)
    monkeypatch.setattr(stop_when_idle, "METADATA", tmp_path / "resource-metadata.json")
    (tmp_path / "resource-metadata.json").write_text('{"ResourceName": "churn-0a1b2c3d"}')
    monkeypatch.setattr(sys, "argv", ["stop_when_idle"])
    return clock


@pytest.fixture
def sagemaker(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stubber]:
    client = boto3.client("sagemaker", region_name="us-east-1", aws_access_key_id="k", aws_secret_access_key="s")
    monkeypatch.setattr(stop_when_idle.boto3, "client", lambda service: client)
    with Stubber(client) as stub:
        yield stub
        stub.assert_no_pending_responses()


def test_after_an_hour_without_use_the_instance_stops_itself_and_no_minute_before(
    clock: Clock, sagemaker: Stubber, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def look(home: Path) -> Seen:
        return seen([("busy", NOON)]) if clock.now <= NOON_SECONDS + 1200 else seen()

    monkeypatch.setattr(stop_when_idle, "look", look)
    sagemaker.add_response("stop_notebook_instance", {}, {"NotebookInstanceName": "churn-0a1b2c3d"})
    assert stop_when_idle.main() == 0
    assert clock.now == NOON_SECONDS + 1200 + 3600  # the kernel was last seen busy after 20 minutes, and is gone since
    assert capsys.readouterr().out == "SageBuild: Nobody has used the instance for 60 minutes: it stops\n"


def test_what_keeps_it_from_looking_or_stopping_is_said_and_it_tries_on(
    clock: Clock, sagemaker: Stubber, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def look(home: Path) -> Seen:
        if clock.now == NOON_SECONDS + 3600:
            raise jupyter.NotReached
        return seen()

    monkeypatch.setattr(stop_when_idle, "look", look)
    sagemaker.add_client_error("stop_notebook_instance", "AccessDeniedException", "not authorized")
    sagemaker.add_response("stop_notebook_instance", {}, {"NotebookInstanceName": "churn-0a1b2c3d"})
    assert stop_when_idle.main() == 0
    assert clock.now == NOON_SECONDS + 4200
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "SageBuild: Jupyter does not answer, so the instance goes on"
    assert said[1].startswith("SageBuild: The instance cannot be stopped: An error occurred (AccessDeniedException)")
    assert said[2] == "SageBuild: Nobody has used the instance for 60 minutes: it stops"
