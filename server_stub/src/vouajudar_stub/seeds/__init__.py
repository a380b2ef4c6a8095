"""What a sandbox starts with. Every organisation, place name and number is fictional."""
