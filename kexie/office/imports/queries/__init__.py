"""What others may ask about imports."""
