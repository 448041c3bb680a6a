"""Rules of letters: numbers, wording, deadlines, life cycle; pure and synchronous."""
