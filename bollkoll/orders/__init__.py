"""Orders: catalogue, forms, approvals, steps that cannot be skipped, four eyes."""
