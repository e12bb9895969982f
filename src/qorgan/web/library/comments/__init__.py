"""What readers tell the librarians about a record: a queue for editors, never a forum."""
