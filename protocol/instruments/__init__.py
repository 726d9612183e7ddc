"""The instruments that the Protocol and the categories of allegations cite, and which binds which State, when."""
