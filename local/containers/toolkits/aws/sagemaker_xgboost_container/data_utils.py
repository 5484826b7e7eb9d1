"""XGBoost's matrices, read from a channel's files, the label first."""

import csv
import tempfile
from pathlib import Path

import xgboost

CSV, LIBSVM = "csv", "libsvm"


def get_dmatrix(data_path: str | list[str], content_type: str, csv_weights: int = 0, is_pipe: bool = False) -> xgboost.DMatrix:
    """Return the rows of every file under a path, or under several."""
    if is_pipe or content_type.lower() not in (CSV, LIBSVM):
        raise ValueError(f"the local AWS reads files of {CSV} and {LIBSVM}, got {'a pipe of ' if is_pipe else ''}{content_type}")
    with tempfile.TemporaryDirectory() as folder:
        files = [file for path in ([data_path] if isinstance(data_path, str) else data_path) for file in files_under(Path(path))]
        for number, file in enumerate(files):
            (Path(folder) / str(number)).symlink_to(file)
        how = f"format={LIBSVM}" if content_type.lower() == LIBSVM else f"format={CSV}&label_column=0&delimiter={delimiter(files[0])}"
        return xgboost.DMatrix(f"{folder}?{how}{'&weight_column=1' if csv_weights == 1 else ''}")


def files_under(path: Path) -> list[Path]:
    """Return a path that is a file, or the files in a folder."""
    return [path] if path.is_file() else sorted(found for found in path.rglob("*") if found.is_file())


def delimiter(file: Path) -> str:
    """Return what stands between the cells of a file's first row."""
    with file.open() as lines:
        return csv.Sniffer().sniff(lines.readline()).delimiter
