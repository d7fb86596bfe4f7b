"""The sandbox: from a plan that has not happened yet to wins by region, industry and week."""
