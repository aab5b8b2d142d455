"""Pages of orders, split by what one does there."""
