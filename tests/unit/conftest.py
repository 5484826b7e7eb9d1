"""No unit test reaches an account: there are no credentials but these. crhelper makes its clients when a function is imported, so they are set here."""

import functools
import os

from botocore import handlers
from moto.core import models, responses

from tests.unit import quick_dynamodb

for name in [name for name in os.environ if name.startswith("AWS_")]:
    del os.environ[name]
os.environ.update(
    AWS_DEFAULT_REGION="us-east-1",
    AWS_REGION="us-east-1",  # which Lambda sets
    AWS_ACCESS_KEY_ID="k",
    AWS_SECRET_ACCESS_KEY="s",
    AWS_EC2_METADATA_DISABLED="true",
)

handlers.BUILTIN_HANDLERS.append(("before-call.dynamodb", quick_dynamodb.answer))
# Nothing here asks AWS with requests, for which moto would prepare a thousand answers at the beginning of every test.
models.RESPONSES_METHODS.clear()
# moto would look at every member of a service's class again for every call.
responses.method_names_from_class = functools.cache(responses.method_names_from_class)
