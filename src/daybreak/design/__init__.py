"""How Daybreak looks: page frames, components, styles, icons, and the template tags that call them."""
