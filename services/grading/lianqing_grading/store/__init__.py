"""What grading owns: cases, their reports, deliberations, decisions, meetings."""
