"""What grading can be asked to do, one file for each verb."""
