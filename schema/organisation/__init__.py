"""Divisions and the tree of unions (组织)."""
