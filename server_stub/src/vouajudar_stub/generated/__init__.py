# Generated from the contract by `vouajudar-contracts build`; changes here are lost.
"""What the contract says, as Python: nothing here is written by hand."""
