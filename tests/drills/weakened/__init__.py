"""Parts of ours with one protection taken out, for the controls of the drills. The product never imports them."""
