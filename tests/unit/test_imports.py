"""What the functions load when they start."""

import subprocess
import sys

import pytest

from local.bench.imports import FUNCTIONS, MODULES

PROGRAM = """
import sys, {}
from api.shapes import carried
carried()
print(sorted(name for name in sys.modules if name.partition('.')[0] in ('boto3', 'botocore')))
"""


@pytest.mark.parametrize("module", MODULES)
def test_a_function_that_calls_no_aws_loads_no_sdk(module: str) -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM.format(module)], cwd=FUNCTIONS, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
