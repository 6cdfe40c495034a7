"""The token-level beatmap tower: a ModernBERT of transformers over token ids, CM3P's architecture."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from transformers import ModernBertConfig, ModernBertModel

from .config import ModelConfig
from .vocabulary import BeatmapVocabulary


def modernbert_config(config: ModelConfig, vocabulary: BeatmapVocabulary) -> ModernBertConfig:
    """Every third layer global, the others with 64 tokens to each side; no dropout, no biases."""
    return ModernBertConfig(
        vocab_size=vocabulary.size,
        hidden_size=config.hidden_size,
        intermediate_size=config.intermediate_size,
        num_hidden_layers=config.num_hidden_layers,
        num_attention_heads=config.num_attention_heads,
        max_position_embeddings=config.max_positions,
        global_attn_every_n_layers=3,
        local_attention=128,
        pad_token_id=vocabulary.pad,
        bos_token_id=None,
        eos_token_id=None,
        cls_token_id=None,
        sep_token_id=None,
        attn_implementation=config.attention,
    )


class TokenTower(nn.Module):
    """Token ids [B, L] and mask to embeddings; takes features only to have the other tower's signature."""

    def __init__(self, config: ModelConfig, vocabulary: BeatmapVocabulary) -> None:
        super().__init__()
        if len(config.learned) < len(config.parts):
            raise ValueError("the token tower takes no features: none of its parts can be of them")
        self.config = config
        self.encoder = ModernBertModel(modernbert_config(config, vocabulary))
        self.projections = nn.ModuleDict(
            {part.name: nn.Linear(config.hidden_size, part.size, bias=False) for part in config.parts}
        )

    def parts(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[dict[str, Tensor], Tensor, Tensor]:
        """Each part [B, size] with length 1; the pooled [B, H] and hidden states [B, L, H]."""
        hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        if self.config.cls_pooling:
            pooled = hidden[:, 0]
        else:
            weight = attention_mask[..., None].to(hidden.dtype)
            pooled = (hidden * weight).sum(1) / weight.sum(1).clamp(min=1)
        parts = {n: F.normalize(p(pooled).float(), dim=-1) for n, p in self.projections.items()}
        return parts, pooled, hidden

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        from .towers import joined

        return joined(self.parts(input_ids, attention_mask)[0])


class MaskedHead(nn.Module):
    """Hidden states to logits over what was masked: linear, GELU, norm, linear with bias."""

    def __init__(self, width: int, classes: int) -> None:
        super().__init__()
        self.dense = nn.Linear(width, width, bias=False)
        self.norm = nn.LayerNorm(width, bias=False)
        self.decoder = nn.Linear(width, classes)

    def forward(self, hidden: Tensor) -> Tensor:
        return self.decoder(self.norm(F.gelu(self.dense(hidden))))


def available_attention() -> str:
    """flash_attention_2 where its package and a GPU are, else SDPA."""
    try:
        import flash_attn  # noqa: F401
    except ImportError:
        return "sdpa"
    return "flash_attention_2" if torch.cuda.is_available() else "sdpa"
