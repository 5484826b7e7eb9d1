"""SageBuild's notebooks on this machine: a stack with a notebook instance on a local AWS."""
