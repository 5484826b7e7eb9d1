"""A notebook in a kernel, run cell by cell as a person runs it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

CELL_SECONDS = 300


@dataclass
class Kernel:
    """A notebook whose kernel runs."""

    client: NotebookClient

    def run(self, until: str = "") -> None:
        """Run the cells in their order, up to and with the one that has an id."""
        for cell in list(self.client.nb.cells):
            self.execute(cell)
            if cell.id == until:
                return

    def run_one(self, name: str) -> None:
        """Run the cell with an id."""
        self.execute(self.cell(name))

    def execute(self, cell: Any) -> None:
        """Run a cell; one that raises fails the test with its own traceback."""
        self.client.execute_cell(cell, self.client.nb.cells.index(cell))

    def cell(self, name: str) -> Any:
        """Return the cell with an id."""
        (found,) = [cell for cell in self.client.nb.cells if cell.id == name]
        return found

    def value(self, expression: str) -> Any:
        """Return what an expression is in the kernel."""
        cell = nbformat.v4.new_code_cell(f"import json\nprint(json.dumps({expression}, default=str))")
        self.client.nb.cells.append(cell)
        self.execute(cell)
        return json.loads("".join(output.text for output in cell.outputs if output.output_type == "stream"))

    def outputs(self, name: str) -> dict[str, Any]:
        """Return what the cell with an id has put out: its text under "text", and the last of each kind of picture or table."""
        cell = self.cell(name)
        found = {"text": "".join(output.text for output in cell.outputs if output.output_type == "stream")}
        for output in cell.outputs:
            found |= dict(output.get("data", {}))
        return found


@contextmanager
def opened(file: Path, environment: dict[str, str]) -> Iterator[Kernel]:
    """Start the kernel of a notebook, in the notebook's folder."""
    notebook = nbformat.read(file, as_version=4)
    client = NotebookClient(notebook, timeout=CELL_SECONDS, kernel_name="python3", resources={"metadata": {"path": str(file.parent)}})
    with client.setup_kernel(env=environment):
        yield Kernel(client)
