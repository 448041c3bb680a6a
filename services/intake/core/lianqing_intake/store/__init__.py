"""What intake owns: reports, receipts, names of units."""
