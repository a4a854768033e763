"""How the work goes, in figures: promises kept and missed, times, ageing, and the orders in which things came."""
