"""The main job, live on the local AWS: a push, a served model, a better one, a worse one that is refused and then insisted on, the way back, nothing left."""
