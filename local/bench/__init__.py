"""Benchmarks on the local AWS."""
