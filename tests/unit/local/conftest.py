"""MiniStack makes a folder for its state when it is imported; here that is one that goes when the tests end."""

import atexit
import os
import shutil
import tempfile

if "STATE_DIR" not in os.environ:
    os.environ["STATE_DIR"] = tempfile.mkdtemp(prefix="ministack-")
    atexit.register(shutil.rmtree, os.environ["STATE_DIR"], ignore_errors=True)
