"""A container of one's own: handwritten digits, told apart by scikit-learn."""
