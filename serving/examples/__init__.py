"""Examples of calls and answers, for the OpenAPI document."""
