"""Publish and subscribe: how handlers hear of events after they are committed."""
