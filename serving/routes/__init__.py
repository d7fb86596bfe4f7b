"""One module a call: parse, call, shape."""
