"""What changed between two packs, as rules and as answers."""
