"""Reading orders. What is found is what the actor may see."""
