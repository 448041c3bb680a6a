"""Cases: joining, verifying, proposing and deciding levels."""
