"""TRL's GRPO under our settings, against a computation by hand on two sequences (paper, equations 3 and 4)."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from deepmath_assets.profiles.load import load_profile, overlay
from deepmath_assets.profiles.shapes.training import Training
from deepmath_assets.stages.training.inputs.tokenizer import load_tokenizer
from deepmath_assets.stages.training.pretraining import new_model
from deepmath_assets.stages.training.process.determinism import make_deterministic
from deepmath_assets.stages.training.process.request import read_request
from deepmath_assets.stages.training.process.settings import common_arguments
from deepmath_assets.stages.training.reinforcement import grpo_settings
from deepmath_assets_tests.stages.training.conftest import TINY

pytestmark = pytest.mark.slow  # the import of TRL's trainer takes ten seconds


@pytest.fixture(scope="module")
def trainer(world: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    from datasets import Dataset
    from trl import GRPOConfig, GRPOTrainer

    make_deterministic(3, 1)
    settings = overlay(
        overlay(load_profile("demo").training.model_dump(mode="json"), TINY), {"grpo": {"num_generations": 2}}
    )
    checked = Training.model_validate(settings)
    tokenizer = load_tokenizer(world / "tokenizer")
    folder = tmp_path_factory.mktemp("grpo")
    new_model(checked.architecture, tokenizer).save_pretrained(folder / "model")
    tokenizer.save_pretrained(folder / "model")
    arguments = grpo_settings(checked.grpo)
    config = GRPOConfig(
        output_dir=str(folder / "out"), use_cpu=True, bf16=False, report_to="none", per_device_train_batch_size=2,
        max_steps=1, disable_tqdm=True, **arguments,
    )  # fmt: skip
    return GRPOTrainer(
        model=str(folder / "model"),
        reward_funcs=[lambda completions, **_: [1.0, 0.0]],
        args=config,
        train_dataset=Dataset.from_dict({"prompt": ["What is 1 plus 2?"] * 2}),
        processing_class=tokenizer,
    )


def test_advantages_are_rewards_by_mean_and_deviation_of_the_group(trainer: Any) -> None:
    trainer.model.eval()
    inputs = trainer._generate_and_score_completions([{"prompt": "What is 1 plus 2?"}] * 2)
    # Rewards 1 and 0: mean 1/2, sample deviation sqrt(1/2); TRL adds 1e-4 to the deviation.
    expected = 0.5 / (math.sqrt(0.5) + 1e-4)
    assert inputs["advantages"].tolist() == pytest.approx([expected, -expected], rel=1e-4)


def test_the_loss_is_the_mean_of_sequence_means_with_kl_in_it(trainer: Any) -> None:
    import torch

    trainer.model.eval()
    completions = torch.tensor([[30, 31, 32, 33], [40, 41, 0, 0]])
    mask = torch.tensor([[1, 1, 1, 1], [1, 1, 0, 0]])
    prompts = torch.tensor([[50, 51, 52]] * 2)
    advantages = torch.tensor([0.7, -0.7])
    reference = torch.full((2, 4), -5.0)
    batch = {
        "prompt_ids": prompts, "prompt_mask": torch.ones_like(prompts), "completion_ids": completions,
        "completion_mask": mask, "advantages": advantages, "ref_per_token_logps": reference,
        "num_items_in_batch": mask.sum(),
    }  # fmt: skip
    loss = trainer._compute_loss(trainer.model, batch)

    with torch.no_grad():
        ids = torch.cat([prompts, completions], dim=1)
        logits = trainer.model(input_ids=ids, use_cache=False).logits[:, 2:-1] / trainer.temperature
        logps = torch.log_softmax(logits, dim=-1).gather(2, completions[:, :, None])[:, :, 0]
    total = 0.0
    for row, length in ((0, 4), (1, 2)):
        terms = []
        for place in range(length):
            gap = float(reference[row, place] - logps[row, place])
            kl = math.exp(gap) - gap - 1  # equation 4
            terms.append(float(advantages[row]) - 0.04 * kl)  # one update a rollout: the ratio is 1
        total -= sum(terms) / length  # equation 3: by the length of each output
    assert float(loss.detach()) == pytest.approx(total / 2, rel=1e-4)


def test_requests_reach_trl_with_all_of_grpos_names(request_for: Callable[..., dict[str, Any]], tmp_path: Path) -> None:
    from trl import GRPOConfig

    asked = read_request(request_for("grpo", tmp_path, "nowhere"), ("parent",))
    run = asked.settings.grpo
    common = common_arguments(asked, run.steps, run.learning_rate, run.device_rows, 8)
    config = GRPOConfig(**common, **grpo_settings(run))
    assert (config.generation_batch_size, config.steps_per_generation, config.loss_type) == (8, 1, "grpo")
