"""Containers without Docker: images as folders, each run as real processes in namespaces of their own, and what AWS's own images have in them."""
