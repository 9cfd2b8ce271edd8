"""The public's pages: find an activity, sign up, look at one's own. Phone first, no account, nothing to install."""
