"""The portal: finders and outside participants."""
