"""Keys, signatures, actor tokens, digests and the table of who may do what."""
