"""What can go wrong, in sentences: a notebook shows the sentence and no traceback."""


class SageBuildError(Exception):
    """Something that was asked for could not be done; the message is a sentence for a person."""

    def _render_traceback_(self) -> list[str]:
        """Return what IPython shows in place of a traceback."""
        return [f"{type(self).__name__}: {self}"]


class Refused(SageBuildError):
    """Parameters, a launch or a request were refused, and nothing has been changed; the message names the key and what was expected."""


class Failed(SageBuildError):
    """A build ended without success; the message is its cause."""


class AwsError(SageBuildError):
    """AWS answered with an error; code is AWS's own name of it, such as AccessDeniedException."""

    def __init__(self, sentence: str, code: str) -> None:
        super().__init__(sentence)
        self.code = code
