"""Service stations, love stations, mother-and-baby rooms, training bases (阵地)."""
