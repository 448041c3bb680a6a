"""Print informants' papers: templates and the typesetter."""
