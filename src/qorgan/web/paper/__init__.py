"""From text to paper: PDF with the packaged fonts, and DOCX to go on writing in. Knows nobody's case."""
