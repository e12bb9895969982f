"""Parts of pages that every face shares: bases, one style sheet, components, the interview. No models."""
