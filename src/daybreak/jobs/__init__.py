"""Jobs: what runs because time passed or something happened."""
