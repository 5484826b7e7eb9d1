"""SageBuild's client: build, watch and serve the models of a SageBuild stack from Python, a notebook or a terminal.

Example:
    >>> from sagebuild import SageBuild
    >>> churn = SageBuild("churn")
    >>> churn.change({"HyperParameters": {"C": 10}})
    >>> build = churn.launch(reason="a larger C").wait()
    >>> churn.invoke("5.1,3.5,1.4,0.2")
"""

from sagebuild.builds import Build
from sagebuild.changes import Changes
from sagebuild.comparison import Comparison
from sagebuild.errors import AwsError, Failed, Refused, SageBuildError
from sagebuild.evaluations import Evaluation
from sagebuild.launches import Launch
from sagebuild.rollbacks import Rollback
from sagebuild.served import Served
from sagebuild.stack import SageBuild
from sagebuild.states import State

__all__ = [
    "AwsError", "Build", "Changes", "Comparison", "Evaluation", "Failed", "Launch", "Refused", "Rollback", "SageBuild", "SageBuildError",
    "Served", "State",
]  # fmt: skip
