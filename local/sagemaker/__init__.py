"""SageMaker: training that really trains, endpoints that really serve, notebook instances that really run.

Known: training, tuning and processing jobs, models, endpoint configurations, endpoints, notebook instances with their lifecycle configurations, tags and
InvokeEndpoint, over plain records of our own, for these are stricter than any backend that answers without doing. Limits: no other operation; input in
File mode, one instance per job and per variant.
"""

PARTS = ("keys", "service")
