"""One seed, one result: threads, random streams and kernels are fixed before any model exists.

On a processor the same seed and number of threads give the same weights, bit for bit. On a graphics card some kernels
have no deterministic form: there PyTorch only warns, and two runs may differ in the last bits.
"""

import os
import random
import warnings

import numpy as np


def make_deterministic(seed: int, threads: int) -> None:
    """Fix all random streams and the number of threads of this process; call it before a model is built."""
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("HF_DATASETS_DISABLE_PROGRESS_BARS", "1")
    import torch
    import transformers

    torch.set_num_threads(threads)
    torch.use_deterministic_algorithms(True, warn_only=torch.cuda.is_available())
    # The mode also fills every fresh buffer with NaN, a help for debugging that doubles the time of TRL's loss.
    torch.utils.deterministic.fill_uninitialized_memory = False
    random.seed(seed)
    np.random.seed(seed % 2**32)
    torch.manual_seed(seed)
    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    warnings.filterwarnings("ignore", category=FutureWarning)
