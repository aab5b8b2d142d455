"""What incidents show on the pages below."""
