"""The pictures of the documentation, taken of a stack on the local AWS; a tool for whoever works on SageBuild."""
