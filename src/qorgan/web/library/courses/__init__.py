"""Short courses as pages: read, answer, and take a certificate that says nothing about who answered."""
