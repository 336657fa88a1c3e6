-- Every unique page has a wanted language and length.
select page_id, language, text_chars
from corpus.unique_pages
where
    not list_contains(getvariable('corpus__languages'), language)
    or text_chars < getvariable('corpus__min_text_chars')
    or text_chars > getvariable('corpus__max_text_chars')
