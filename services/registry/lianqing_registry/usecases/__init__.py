"""One file for each thing that the registry can be asked to do."""
