"""Set letters as PDF: template, faces, verification code, typesetter."""
