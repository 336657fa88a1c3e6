"""The recall loop: from a few seeds to the domain's pages of a crawl, by rounds of a classifier and of where pages lie.

Order in a round: `seeding` (hand-over, seeds) -> `classifying` (fastText) -> `scoring` (page scores) -> `sources` (URL
templates, review; domain scores and reliable sources are SQL) -> `planning` -> `judging` (recalled pages) -> the round
report (SQL; labels by `progress`). `rounds` runs the same functions in memory; `baselines` are what the loop must beat.
Method: DeepSeekMath (arXiv 2402.03300), section 2.1; what the paper does by hand or leaves open is ours, and said so.
"""
