"""What an output_fn returns: an answer with its content type."""

from typing import Any


class Response:
    """An answer; accept is given by many scripts and not heeded, as in sagemaker-containers."""

    def __init__(
        self, response: Any = None, accept: str | None = None, status: int = 200, headers: Any = None, mimetype: str | None = None
    ) -> None:
        self.response, self.status_code, self.headers, self.mimetype = response, status, headers, mimetype or "application/json"

    def get_data(self) -> bytes:
        """Return the body."""
        return self.response if isinstance(self.response, bytes) else str("" if self.response is None else self.response).encode()
