"""A body's record in order of time, as the public reads it now and as it stood on any earlier day."""
