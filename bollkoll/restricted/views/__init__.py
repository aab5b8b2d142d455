"""The pages of the restricted part, split by what one does there."""
