"""The shape of what people fill in: orders as their type says, the few words of each step, order types, duties."""
