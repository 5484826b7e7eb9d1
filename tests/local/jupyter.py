"""A notebook instance as a person has it: opened by its address, in a session whose files, kernels and terminals are Jupyter's."""

import json
import time
import urllib.error
import urllib.request
import uuid
from http.cookiejar import CookieJar
from typing import Any
from urllib.parse import urlsplit

import websocket

from local.launcher import LocalAws

LOG_GROUP = "/aws/sagemaker/NotebookInstances"
BOOT_SECONDS = 120


class Jupyter:
    """A session with an instance's Jupyter."""

    def __init__(self, aws: LocalAws, name: str) -> None:
        opened = aws.client("sagemaker").create_presigned_notebook_instance_url(NotebookInstanceName=name)["AuthorizedUrl"]
        self.address = f"http://{urlsplit(opened).netloc}"
        self._cookies = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._cookies))
        with self._opener.open(opened, timeout=60) as page:
            assert page.status == 200

    def call(self, method: str, path: str, content: dict[str, Any] | None = None) -> Any:
        """Call Jupyter's API."""
        token = {cookie.name: cookie.value or "" for cookie in self._cookies}.get("_xsrf", "")
        body = None if content is None else json.dumps(content).encode()
        request = urllib.request.Request(
            f"{self.address}/api/{path}", body, {"Content-Type": "application/json", "X-XSRFToken": token}, method=method
        )
        with self._opener.open(request, timeout=60) as answer:
            return json.loads(answer.read() or b"null")

    def write(self, path: str, text: str) -> None:
        """Save a file as a person does."""
        self.call("PUT", f"contents/{path}", {"type": "file", "format": "text", "content": text})

    def read(self, path: str) -> str:
        """Return a file's text."""
        return str(self.call("GET", f"contents/{path}?type=file&format=text")["content"])

    def files(self, path: str = "") -> set[str]:
        """Return the names in a folder."""
        return {entry["name"] for entry in self.call("GET", f"contents/{path}")["content"]}

    def run(self, code: str) -> str:
        """Run code in a new kernel, and return what it printed, or its error's last line."""
        kernel = self.call("POST", "kernels", {"name": "conda_python3"})["id"]
        try:
            return Kernel(self, kernel).run(code)
        finally:
            self.call("DELETE", f"kernels/{kernel}")

    def cookies(self) -> str:
        """Return the header that says whose session this is."""
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self._cookies)


class Kernel:
    """A connection to a kernel that runs."""

    def __init__(self, jupyter: Jupyter, kernel: str, timeout: float = 60) -> None:
        address = jupyter.address.replace("http", "ws", 1) + f"/api/kernels/{kernel}/channels"
        self._socket = websocket.create_connection(address, cookie=jupyter.cookies(), timeout=timeout)

    def send(self, code: str) -> str:
        """Begin to run code; return the message's id."""
        number = uuid.uuid4().hex
        header = {"msg_id": number, "msg_type": "execute_request", "username": "", "session": "s", "version": "5.3"}
        content = {"code": code, "silent": False}
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell", "buffers": []}
        self._socket.send(json.dumps(message))
        return number

    def run(self, code: str) -> str:
        """Run code to its end."""
        number, printed = self.send(code), ""
        while True:
            told = json.loads(self._socket.recv())
            if told["parent_header"].get("msg_id") != number:
                continue
            if told["msg_type"] == "stream":
                printed += told["content"]["text"]
            elif told["msg_type"] == "error":
                printed += f"{told['content']['ename']}: {told['content']['evalue']}"
            elif told["msg_type"] == "status" and told["content"]["execution_state"] == "idle":
                return printed.strip()


def status_of(address: str) -> int:
    """Return the HTTP status of an address, without a session."""
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def settled(aws: LocalAws, name: str) -> dict[str, Any]:
    """Return an instance's description once it is on its way to nowhere else."""
    deadline = time.monotonic() + BOOT_SECONDS
    while True:
        described: dict[str, Any] = aws.client("sagemaker").describe_notebook_instance(NotebookInstanceName=name)
        if described["NotebookInstanceStatus"] in ("InService", "Stopped", "Failed"):
            return described
        assert time.monotonic() < deadline, described
        time.sleep(0.1)


def log(aws: LocalAws, name: str, stream: str = "LifecycleConfigOnStart") -> list[str]:
    """Return the lines in one of an instance's log streams."""
    events = aws.client("logs").get_log_events(logGroupName=LOG_GROUP, logStreamName=f"{name}/{stream}", startFromHead=True)["events"]
    return [event["message"] for event in events]
