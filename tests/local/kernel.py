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

    def run(self, needs_too: bool = True) -> None:
        """Run the cells in their order; those that need something are left out unless it is there."""
        for index, cell in enumerate(list(self.client.nb.cells)):
            if needs_too or not cell.metadata.get("tags"):
                self.client.execute_cell(cell, index)

    def run_one(self, name: str) -> None:
        """Run the cell with an id."""
        index = next(number for number, cell in enumerate(self.client.nb.cells) if cell.id == name)
        self.client.execute_cell(self.client.nb.cells[index], index)

    def value(self, expression: str) -> Any:
        """Return what an expression is in the kernel."""
        cell = nbformat.v4.new_code_cell(f"import json\nprint(json.dumps({expression}, default=str))")
        self.client.nb.cells.append(cell)
        self.client.execute_cell(cell, len(self.client.nb.cells) - 1)
        return json.loads("".join(output.text for output in cell.outputs if output.output_type == "stream"))

    def outputs(self, name: str) -> dict[str, Any]:
        """Return what the cell with an id has put out: its text under "text", and the last of each kind of picture or table."""
        (cell,) = [cell for cell in self.client.nb.cells if cell.id == name]
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
