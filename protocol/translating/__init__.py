"""The translators' desk: what is missing or out of date, writing, a second look, publishing; tables out and in."""
