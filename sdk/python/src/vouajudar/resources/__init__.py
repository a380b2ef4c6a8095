"""The methods of the API, one module a resource."""

# Generated from the contract by `vouajudar-contracts build`; changes here are lost.
