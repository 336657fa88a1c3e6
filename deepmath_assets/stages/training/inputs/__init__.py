"""What a training process reads: token shards, the tokenizer, instruction records."""
