"""What the notebooks, the demo and the tests all use."""
