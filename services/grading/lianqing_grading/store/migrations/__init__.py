"""The history of grading's database."""
