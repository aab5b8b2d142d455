"""Bulletins: notices sent by mail and webhook to whoever has subscribed to them."""
