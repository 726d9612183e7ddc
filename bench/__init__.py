"""``make bench``: figures that can be compared, as ratios within one run. Nothing here is part of the tests.

``make bench ARGS="--stored 1000"`` and ``ARGS="--only filing,desk"`` shorten it. The table is
printed; the same figures are written as JSON to ``bench/results/``.
"""
