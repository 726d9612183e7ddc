"""What the library of the room below is told from here: who may do what in it, and what its bodies are called."""
