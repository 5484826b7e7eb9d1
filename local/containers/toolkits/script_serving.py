"""Script mode's hosting: the user's model_fn, input_fn, predict_fn and output_fn, with the containers' own defaults for those that are missing."""

import importlib
import os
import sys
from pathlib import Path
from typing import Any

from local.containers.toolkits import http_serving, payloads, sources

MODEL, CODE = Path("/opt/ml/model"), Path("/opt/ml/code")
TEXT = ("text/csv", "application/json")


def serve() -> int:
    """Load the user's script and model, and serve it."""
    directory = os.environ.get("SAGEMAKER_SUBMIT_DIRECTORY", "/opt/ml/model/code")
    if directory.startswith("s3://"):
        sources.unpack(directory, CODE)
        directory = str(CODE)
    sys.path.insert(0, directory)
    script = importlib.import_module(os.environ["SAGEMAKER_PROGRAM"].removesuffix(".py"))
    model = script.model_fn(str(MODEL)) if hasattr(script, "model_fn") else default_model()
    is_xgboost = "xgboost" in os.environ["LOCAL_IMAGE_REPOSITORY"]
    own = getattr(script, "input_fn", None)
    default = xgboost_matrix if is_xgboost else payloads.decoded
    predict = getattr(script, "predict_fn", xgboost_prediction if is_xgboost else default_prediction)
    write = getattr(script, "output_fn", payloads.encoded)

    def invoke(body: bytes, kind: str, accept: str) -> tuple[bytes, str]:
        # Text reaches the user's input_fn as text, as in the containers.
        data = own(body.decode() if kind in TEXT else body, kind) if own else default(body, kind)
        accept = accept if accept != "*/*" else "application/json"
        found: Any = write(predict(data, model), accept)
        if hasattr(found, "get_data"):  # a Response of sagemaker-containers
            return found.get_data(), found.mimetype
        content, kind = found if isinstance(found, tuple) else (found, accept)
        return (content if isinstance(content, bytes) else str(content).encode()), kind

    return http_serving.serve(invoke)


def default_model() -> Any:
    """Refuse, as the containers do: nobody knows how the script has saved its model."""
    # What AWS's containers raise where a script has no model_fn, as aws/sagemaker-scikit-learn-container in handler_service.py.
    raise NotImplementedError("Please provide a model_fn implementation: it loads the model from its folder")


def default_prediction(data: Any, model: Any) -> Any:
    """Predict with the model's own method."""
    return model.predict(data)


def xgboost_matrix(body: bytes, kind: str) -> Any:
    """Return the matrix in a request, which is what the XGBoost container hands to a script's predict_fn."""
    import xgboost

    return xgboost.DMatrix(payloads.table(body, kind))


def xgboost_prediction(data: Any, model: Any) -> Any:
    """Predict with a booster's own method."""
    return model.predict(data, validate_features=False)
