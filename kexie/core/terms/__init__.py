"""Lists of words people edit.

An app declares a kind with the words everyone begins with (`kinds.declare`); an association adds its own, changes
synonyms or puts words out of use. Records keep a word's name as text.
"""
