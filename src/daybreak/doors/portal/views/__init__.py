"""Views of the portal: reporting, the entrance to the mailbox, the mailbox."""
