"""SageMaker's hosting contract over HTTP: GET /ping and POST /invocations on port 8080."""

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from local.containers.toolkits.payloads import Unsupported

PORT = 8080
Invoke = Callable[[bytes, str, str], tuple[bytes, str]]


def serve(invoke: Invoke) -> int:
    """Answer requests until the container ends; invoke takes body, content type and accept."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.answer(200 if self.path == "/ping" else 404, b"", "text/plain")

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            try:
                content, kind = invoke(body, self.headers.get("Content-Type", "text/csv"), self.headers.get("Accept", "*/*"))
                self.answer(200, content, kind)
            except Unsupported as error:
                self.answer(415, str(error).encode(), "text/plain")
            except Exception as error:  # the user's own code may raise anything
                unsupported = type(error).__name__ == "UnsupportedFormatError"
                status = 415 if unsupported else getattr(error, "status_code", 500)
                self.answer(status, f"{type(error).__name__}: {error}".encode(), "text/plain")

        def answer(self, status: int, content: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *values: Any) -> None:
            if self.path != "/ping":
                print(format % values, flush=True)

    ThreadingHTTPServer(("0.0.0.0", PORT), Handler).serve_forever()
    return 0
