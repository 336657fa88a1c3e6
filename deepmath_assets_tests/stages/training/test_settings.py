"""The paper's values reach the trainers: schedule, steps, TRL's GRPO settings."""

import pytest

from deepmath_assets.base.errors import BadInput, BadProfile
from deepmath_assets.profiles.load import load_profile
from deepmath_assets.stages.training.process.request import read_request, wordings
from deepmath_assets.stages.training.process.schedule import multi_step
from deepmath_assets.stages.training.process.settings import accumulation
from deepmath_assets.stages.training.reinforcement import ends, grpo_settings

PAPER = load_profile("paper-v1").training


def test_continued_pretraining_of_the_paper() -> None:
    run = PAPER.cpt
    assert (run.steps, run.learning_rate, run.warmup_steps) == (50_000, 4.2e-4, 2000)
    factors = [multi_step(step, run.steps, run.warmup_steps, run.steps_down) for step in (0, 1999, 39_999, 40_000)]
    assert factors == [1 / 2000, 1.0, 1.0, 0.316]
    assert multi_step(44_999, run.steps, run.warmup_steps, run.steps_down) == 0.316
    assert multi_step(45_000, run.steps, run.warmup_steps, run.steps_down) == 0.1
    assert (PAPER.adam_beta1, PAPER.adam_beta2, PAPER.weight_decay) == (0.9, 0.95, 0.1)


def test_the_base_model_keeps_its_rate() -> None:
    assert [multi_step(s, 1000, 10, PAPER.base.steps_down) for s in (10, 900, 999)] == [1.0, 1.0, 1.0]


def test_fine_tuning_of_the_paper() -> None:
    assert (PAPER.sft.steps, PAPER.sft.batch_rows, PAPER.sft.context_tokens) == (500, 256, 4096)
    assert PAPER.sft.learning_rate == 5e-5
    factors = {multi_step(s, 500, PAPER.sft.warmup_steps, PAPER.sft.steps_down) for s in range(500)}
    assert factors == {1.0}
    assert PAPER.sft.replay_share == 0


def test_grpo_of_the_paper_differs_from_trl_where_it_must() -> None:
    expected = {
        "loss_type": "grpo",
        "beta": 0.04,
        "num_generations": 64,
        "max_completion_length": 1024,
        "num_iterations": 1,
        "scale_rewards": "group",
        "use_bias_correction_kl": False,
    }
    settings = grpo_settings(PAPER.grpo)
    assert {name: settings[name] for name in expected} == expected
    assert PAPER.grpo.learning_rate == 1e-6
    assert PAPER.grpo.questions_per_step * PAPER.grpo.num_generations == 1024


def test_batches_that_do_not_divide_are_refused() -> None:
    assert accumulation(1024, 16, 8) == 8
    with pytest.raises(BadProfile, match="does not divide"):
        accumulation(100, 16, 1)


def test_a_request_without_its_keys_names_them() -> None:
    with pytest.raises(BadInput, match="lacks seed, threads, tokenizer, output, work, parent"):
        read_request({"settings": PAPER.model_dump(mode="json")}, ("parent",))


def test_ends_of_curves() -> None:
    history = [{"step": step, "reward": step / 100} for step in range(100)]
    assert ends(history, ("reward", "kl")) == {"reward_first": 0.045, "reward_last": 0.945}


def test_own_wordings_lie_over_the_packs() -> None:
    pack = {"template": "User: {prompt}\n\nAssistant:", "en": {"cot": "{question} long", "tool": "{question} tool"}}
    assert wordings(pack, PAPER) == pack
    brief = wordings(pack, load_profile("demo").training)
    assert brief["en"]["cot"] != pack["en"]["cot"]
    assert brief["template"] == pack["template"]


@pytest.mark.parametrize("name", ["one_cpu", "one_gpu", "fsdp", "deepspeed_zero3"])
def test_shipped_launch_configurations_are_accelerates(name: str) -> None:
    from importlib.resources import as_file, files

    from accelerate.commands.config.config_args import load_config_from_file

    with as_file(files("deepmath_assets.stages.training.accelerate").joinpath(f"{name}.yaml")) as path:
        assert load_config_from_file(str(path)).num_processes >= 1
