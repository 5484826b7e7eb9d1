"""SageBuild: what a person does with a stack; each method says what, and a module of its own does it. Looking looks, Settings has the parameters."""

from pathlib import Path
from typing import Any

from botocore.config import Config

from sagebuild import code, data, endpoint, going_back, launches
from sagebuild.builds import Build
from sagebuild.launches import Launch
from sagebuild.rollbacks import Rollback
from sagebuild.settings import Document, Settings


class SageBuild(Settings):
    """A SageBuild stack.

    Args:
        name: the stack's name; without one SAGEBUILD_STACK, or the file .sagebuild in this folder or one above it, tells it.
        session: a boto3.Session, if the usual credentials and region are not meant.
        config: a botocore Config, if the usual timeouts and retries are not meant.

    Raises:
        SageBuildError: there is no such stack, no credentials, no region or no permission; the message says which.
    """

    def __init__(self, name: str | None = None, session: Any = None, config: Config | None = None) -> None:
        super().__init__(name, session, config)
        _ = self.outputs  # whoever names a wrong stack learns it now

    def __repr__(self) -> str:
        return f"SageBuild({self.name!r})"

    # Builds

    def launch(self, parameters: Document | None = None, reason: str | None = None, reproduce: int | None = None) -> Launch:
        """Launch a build; while another one runs, all launches become the one that follows it.

        Args:
            parameters: changes of the parameter document for this build alone.
            reason: why, in a few words, for the history.
            reproduce: a version that is trained again as it was, from its own sources, image, request and data; nothing is deployed
                unless the parameters say {"Deploy": True}.
        """
        return launches.launch(self, parameters, reason, reproduce)

    def promote(self, stack: str, version: int, parameters: Document | None = None, reason: str | None = None) -> Launch:
        """Launch a build that deploys what another stack has proven, without training it again: this stack's own gate judges it.

        Args:
            stack: the other stack, the one that this stack's parameter PromoteFrom names.
            version: its version there.
            parameters: changes of this stack's parameter document for this build alone.
            reason: why, in a few words, for the history.
        """
        return launches.launch(self, {**(parameters or {}), "Promote": {"Stack": stack, "Version": version}}, reason, None)

    def wait(self, build: int | Build | Launch | None = None, show: bool = True, check: bool = False) -> Build:
        """Watch a build until it has ended, and return it; interrupting ends the watching, never the build.

        Args:
            build: which one; without it the one that runs, else the last.
            show: False to wait in silence.
            check: raise Failed, with the cause, unless it succeeded.
        """
        return launches.wait(self, build, show, check)

    def stop(self, reason: str = "", build: Build | None = None, wait: bool = True) -> Build:
        """Stop a build, with the job that it waits for, and return it; the reason becomes its cause, and the stack removes what it has made.

        Args:
            reason: why, in a few words.
            build: which one; without it the one that runs.
            wait: False to return as soon as it has been told to stop.
        """
        return launches.stop(self, reason, build, wait)

    def rollback(self, version: int | None = None, reason: str | None = None) -> Rollback:
        """Let the endpoint go back to a version that has served before; a build that runs is stopped first.

        Args:
            version: which one; without it the one that served before the present one.
            reason: why, in a few words.
        """
        return going_back.send(self, version, reason)

    # Data, code and the endpoint

    def upload(self, source: str | Path | bytes, key: str) -> str:
        """Upload a file, a folder, or bytes to the data bucket, and return its address there, s3://….

        Args:
            source: a path of a file or folder, or the content itself as bytes or text of several lines.
            key: the key; of a folder, the prefix under which its files are put, or a name that ends in .tar.gz for it to be packed.
        """
        return data.upload(self, source, key)

    def remove(self, key: str) -> int:
        """Delete an object from the data bucket, or all under a key that ends in a slash, and return how many that were."""
        return data.remove(self, key)

    def push(self, folder: str | Path, message: str, branch: str = "main") -> str:
        """Commit a folder's files to the stack's CodeCommit repository, without git, and return the commit's id.

        Files that are there already stay, and executable files are executable there; what lies in __pycache__ and in folders that begin with a dot
        is left out. If nothing differs there is no commit, and the branch's own is returned.
        """
        return code.push(self, Path(folder), message, branch)

    def invoke(self, body: Any, content_type: str | None = None, accept: str | None = None) -> str | bytes:
        """Send a request to the endpoint and return its answer: text as str, anything else as bytes.

        Args:
            body: bytes or str as they are; rows of values (lists, arrays of numpy, a DataFrame) become CSV, a dict JSON.
            content_type: what the body is; default text/csv, and application/json for a dict.
            accept: what the answer shall be.
        """
        return endpoint.invoke(self, body, content_type, accept)
