"""What is learnt after the end: lessons told to everybody, and the policy looked at again."""
