"""What all pages share: the frame, the address, the session, widgets, components."""
