"""What the console owns: sessions and the keys of forms already sent, nothing else."""
