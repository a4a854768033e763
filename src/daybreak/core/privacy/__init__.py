"""Laws about people's data: how long each kind is kept, what a finder consented to, who may undo what (B8)."""
