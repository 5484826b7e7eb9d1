"""The main job, live on the local AWS: from a push to a served model, to the next one, to a worse one that is refused, to its training taken over, back again, to nothing left."""
