"""One file for each thing that intake can be asked to do."""
