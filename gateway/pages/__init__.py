"""The pages that people look at: the office's day, and in a demo a phone to text from."""
