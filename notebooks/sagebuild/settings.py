"""What a stack's builds are made with: its parameter document, read and changed."""

from collections.abc import Mapping
from typing import Any

from sagebuild import explaining, parameters
from sagebuild.changes import Changes
from sagebuild.decisions import Decisions
from sagebuild.looking import Looking

Document = Mapping[str, Any]


class Settings(Looking):
    """A stack whose parameter document is read and changed."""

    def parameters(self) -> dict[str, Any]:
        """Return the parameter document: what builds differ in from the defaults."""
        return parameters.current(self)

    def diff(self, changes: Document) -> Changes:
        """Return what change() would do; nothing is written."""
        return parameters.diff(self, changes)

    def check(self, changes: Document | None = None) -> None:
        """Check the document, with changes if there are any, as the first step of a build would; nothing is written or spent.

        Raises:
            Refused: no build can be made of it; the message names the key and what was expected.
        """
        parameters.check(self, changes)

    def explain(self, parameters: Document | None = None) -> Decisions:
        """Return what a launch would do now and why: what would be done, reused from an earlier version, or skipped; nothing is written or spent.

        Args:
            parameters: changes of the parameter document that the launch would bring.

        Raises:
            Refused: no build could be made; the message names the key and what was expected.
        """
        return explaining.explain(self, parameters)

    def change(self, changes: Document, check: bool = True) -> Changes:
        """Change the parameter document and return the difference: objects are merged deeply, lists replaced, and None removes a key.

        Args:
            changes: what is to change, such as {"HyperParameters": {"C": 10}}.
            check: False to write it whatever a build would say, such as before the data is there.

        Raises:
            Refused: no build could be made of the result, and nothing was written.
        """
        return parameters.change(self, changes, check)

    def replace(self, document: Document, check: bool = True) -> Changes:
        """Put another document in the place of the present one, also of one that nobody can read, and return the difference.

        Args:
            document: the whole document; {} is what a new stack begins with.
            check: False to write it whatever a build would say.

        Raises:
            Refused: no build could be made of it, and nothing was written.
        """
        return parameters.replace(self, document, check)

    def versions_of_parameters(self) -> list[dict[str, Any]]:
        """Return the documents that have been, the newest first: {"Version", "Document", "ModifiedAt"}."""
        return parameters.versions(self)
