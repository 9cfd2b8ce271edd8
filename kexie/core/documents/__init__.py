"""Official documents: the tree of a text, its Word form (official), its HTML form (html), its templates (template)."""
