"""The pages of handing out, split by what one does there."""
