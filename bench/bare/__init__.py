"""What a filing is measured against: Django as ``startproject`` makes it, and one view that inserts one row."""
