"""The journey in its order: crawl, extract, recall, corpus, mixture, instruct, training, evaluation.

Plain functions from tables to tables. No stage imports another, none imports Dagster; they meet in the contracts.
"""
