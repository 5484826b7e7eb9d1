"""Requests are read as AWS's containers read them, with what people stumble over there."""

import io

import numpy
import pytest

from local.containers.toolkits.payloads import Unsupported, decoded, encoded, table
from local.containers.toolkits.script_serving import xgboost_matrix


def test_rows_of_csv_are_a_table_and_a_single_one_is_not() -> None:
    assert decoded(b"1,2\n3,4\n", "text/csv").tolist() == [[1, 2], [3, 4]]
    assert decoded(b"1,2\n", "text/csv").tolist() == [1, 2]


def test_json_is_an_array_and_nothing_else() -> None:
    assert decoded(b"[[1, 2]]", "application/json").tolist() == [[1, 2]]
    assert decoded(b'{"instances": [[1, 2]]}', "application/json").shape == ()


@pytest.mark.parametrize("kind", ["text/csv; charset=utf-8", "application/x-parquet"])
def test_other_content_types_are_refused(kind: str) -> None:
    with pytest.raises(Unsupported, match="expected text/csv"):
        decoded(b"1,2\n", kind)


def test_xgboost_reads_csv_with_empty_cells_and_libsvm() -> None:
    assert numpy.isnan(table(b"1,\n3,4", "text/csv; charset=utf-8")).tolist() == [[False, True], [False, False]]
    assert table(b"0:1 2:3\n1:4", "text/libsvm").tolist() == [[1, 0, 3], [0, 4, 0]]


def test_xgboost_takes_an_empty_last_line_for_a_row() -> None:
    with pytest.raises(ValueError, match="inhomogeneous"):
        table(b"1,2\n3,4\n", "text/csv")


def test_xgboost_does_not_read_json() -> None:
    with pytest.raises(Unsupported, match="application/json is not supported"):
        table(b"[[1, 2]]", "application/json")


def test_a_script_for_xgboost_gets_a_matrix_of_xgboosts_own() -> None:
    matrix = xgboost_matrix(b"1,2\n3,4", "text/csv")
    assert (type(matrix).__name__, matrix.num_row(), matrix.num_col()) == ("DMatrix", 2, 2)


def test_labels_that_are_objects_become_a_file_of_numpy() -> None:
    content, kind = encoded(numpy.array(["setosa", "virginica"], dtype=object), "application/x-npy")
    assert kind == "application/x-npy"
    assert numpy.load(io.BytesIO(content), allow_pickle=True).tolist() == ["setosa", "virginica"]
