"""The page from which a grid worker forwards notices to plain WeChat groups."""
