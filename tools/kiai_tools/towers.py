"""Towers of the small CM3P: windows of maps, and metadata, into one space.

The beatmap tower takes token ids `[B, L]`, an attention mask `[B, L]` and window features `[B, F]`.
Inside its graph it packs the tokens of each played event into one position (about five times
shorter), so that attention runs over events; positions are rotary in the events' times. The result
is joined with networks over the features.

An embedding has parts, each of its own length 1/sqrt(parts) and trained with pairs of its own: one
that knows tempo, one that does not. The cosine of whole embeddings is the mean of the parts' cosines;
a query may weigh the parts.
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .config import ModelConfig
from .vocabulary import NO_VALUE, BeatmapVocabulary

SIDE_BY_SIDE = 8  # rows of an event that are looked up at once; nine of ten events have no more
MISSING = NO_VALUE / 2  # table values below this are no values
INTERVAL_CENTRES = torch.linspace(math.log(10), math.log(4000), 20)
DISTANCE_CENTRES = torch.linspace(0, 22, 16)  # square roots of osu! pixels


class Attention(nn.Module):
    """Multi-head self-attention, rotary when positions are given, no biases."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.head_width = width // heads
        self.Wqkv = nn.Linear(width, 3 * width, bias=False)
        self.Wo = nn.Linear(width, width, bias=False)

    def forward(self, x: Tensor, bias: Tensor, rotary: tuple[Tensor, Tensor] | None) -> Tensor:
        batch, length, width = x.shape
        qkv = self.Wqkv(x).view(batch, length, 3, self.heads, self.head_width)
        q, k, v = qkv.permute(2, 0, 3, 1, 4).unbind(0)
        if rotary is not None:
            q, k = rotate(q, *rotary), rotate(k, *rotary)
        y = attend(q, k, v, bias) if torch.onnx.is_in_onnx_export() else F.scaled_dot_product_attention(q, k, v, bias)
        return self.Wo(y.transpose(1, 2).reshape(batch, length, width))


def attend(q: Tensor, k: Tensor, v: Tensor, bias: Tensor) -> Tensor:
    """Scaled dot-product attention with the bias [B, 1, 1, N] of keys as one more number of each.

    The product then adds the bias by itself: adding it to all scores costs as much as their softmax.
    """
    ones = torch.ones_like(q[..., :1])
    q = torch.cat((q * q.shape[-1] ** -0.5, ones), dim=-1)
    k = torch.cat((k, bias.transpose(-1, -2).expand_as(k[..., :1])), dim=-1)
    return torch.softmax(q @ k.transpose(-1, -2), dim=-1) @ v


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Turns pairs of halves by an angle for each position."""
    a, b = x.chunk(2, dim=-1)
    return torch.cat((a * cos - b * sin, b * cos + a * sin), dim=-1)


class Block(nn.Module):
    """Pre-norm attention and gated feed-forward."""

    def __init__(self, width: int, heads: int, intermediate: int) -> None:
        super().__init__()
        self.attn_norm = nn.LayerNorm(width, bias=False)
        self.attn = Attention(width, heads)
        self.mlp_norm = nn.LayerNorm(width, bias=False)
        self.Wi = nn.Linear(width, 2 * intermediate, bias=False)
        self.mlp_Wo = nn.Linear(intermediate, width, bias=False)

    def forward(self, x: Tensor, bias: Tensor, rotary: tuple[Tensor, Tensor] | None) -> Tensor:
        x = x + self.attn(self.attn_norm(x), bias, rotary)
        normed = self.mlp_norm(x)
        if torch.onnx.is_in_onnx_export():  # two products cost what one does, and nothing is copied apart
            value, gate = (F.linear(normed, half) for half in self.Wi.weight.chunk(2))
        else:
            value, gate = self.Wi(normed).chunk(2, dim=-1)
        return x + self.mlp_Wo(F.gelu(value, approximate="tanh") * gate)


def attention_bias(mask: Tensor, dtype: torch.dtype) -> Tensor:
    """[B, 1, 1, N]: 0 where attention may look, very low elsewhere."""
    return ((1 - mask.to(dtype)) * -1e4)[:, None, None, :]


class EventEncoder(nn.Module):
    """Events to one vector a window."""

    def __init__(self, config: ModelConfig, bag_rows: int) -> None:
        super().__init__()
        width = config.width
        self.bag = nn.Parameter(torch.randn(bag_rows + 1, width) * 0.05)
        self.numbers = nn.Linear(2 * len(INTERVAL_CENTRES) + len(DISTANCE_CENTRES) + 5, width, bias=False)
        self.embed_norm = nn.LayerNorm(width, bias=False)
        self.blocks = nn.ModuleList(Block(width, config.heads, config.intermediate) for _ in range(config.layers))
        self.final_norm = nn.LayerNorm(width, bias=False)
        self.pool_norm = nn.LayerNorm(2 * width, bias=False)
        half = width // config.heads // 2
        self.register_buffer("frequencies", 10_000 ** (-torch.arange(half) / half), persistent=False)
        self.register_buffer("interval_centres", INTERVAL_CENTRES.clone(), persistent=False)
        self.register_buffer("distance_centres", DISTANCE_CENTRES.clone(), persistent=False)

    def event_numbers(self, time: Tensor, x: Tensor, y: Tensor, mask: Tensor) -> Tensor:
        """Intervals, movement and place of each event; times in ms, positions in osu! pixels."""
        both = mask[:, 1:] * mask[:, :-1]
        gap = F.pad((time[:, 1:] - time[:, :-1]).clamp(0, 6000) * both, (1, 0))
        log_gap = torch.log(gap + 10)
        # The last event is followed by a gap of 0, as padding is: no window depends on its batch.
        after = F.pad(log_gap[:, 1:], (0, 1), value=math.log(10))
        has = (x > MISSING).to(time.dtype) * mask
        px = torch.where(has > 0, x, torch.full_like(x, 256.0))
        py = torch.where(has > 0, y, torch.full_like(y, 192.0))
        pair = F.pad(has[:, 1:] * has[:, :-1], (1, 0))
        dx = F.pad(px[:, 1:] - px[:, :-1], (1, 0)) * pair
        dy = F.pad(py[:, 1:] - py[:, :-1], (1, 0)) * pair
        distance = torch.sqrt(dx * dx + dy * dy + 1e-6)
        width = 0.3
        rbf_before = torch.exp(-(((log_gap[..., None] - self.interval_centres) / width) ** 2))
        rbf_after = torch.exp(-(((after[..., None] - self.interval_centres) / width) ** 2))
        rbf_distance = torch.exp(-(((torch.sqrt(distance)[..., None] - self.distance_centres) / 1.5) ** 2))
        rbf_distance = rbf_distance * pair[..., None]
        plain = torch.stack((px / 256 - 1, py / 192 - 1, dx / 200, dy / 200, distance / (gap + 20)), dim=-1)
        return torch.cat((rbf_before, rbf_after, rbf_distance, plain * has[..., None]), dim=-1)

    def forward(self, bags: Tensor, time: Tensor, x: Tensor, y: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """bags [B, E, W], the others [B, E]; returns pooled [B, 2 W] and hidden states [B, E, W]."""
        hidden = self.embed_norm(bags + self.numbers(self.event_numbers(time, x, y, mask)))
        angles = (time / 10)[:, None, :, None] * self.frequencies
        rotary = (torch.cos(angles), torch.sin(angles))
        bias = attention_bias(mask, hidden.dtype)
        for block in self.blocks:
            hidden = block(hidden, bias, rotary)
        hidden = self.final_norm(hidden)
        weight = mask[..., None]
        mean = (hidden * weight).sum(1) / weight.sum(1).clamp(min=1)
        highest = (hidden - (1 - weight) * 1e4).amax(1) * (weight.sum(1) > 0)
        return self.pool_norm(torch.cat((mean, highest), dim=-1)), hidden


class FeatureNet(nn.Module):
    """Standardised window features [B, F] to a part of the embedding: a linear map plus a network.

    The linear map begins as the discriminant directions of the training windows (`begin_with`) and
    the network near zero, so that training starts from what LDA reaches and only improves on it.
    """

    def __init__(self, features: int, hidden: int, size: int, dropout: float) -> None:
        super().__init__()
        self.linear = nn.Linear(features, size, bias=False)
        self.layers = nn.Sequential(
            nn.Dropout(dropout / 2),
            nn.Linear(features, hidden),
            nn.GELU(approximate="tanh"),
            nn.Dropout(dropout),
            nn.Linear(hidden, hidden),
            nn.GELU(approximate="tanh"),
            nn.Dropout(dropout),
        )
        self.out = nn.Linear(hidden, size, bias=False)

    @torch.no_grad()
    def begin_with(self, directions: Tensor) -> None:
        """directions [F, size]."""
        self.linear.weight.copy_(directions.T)
        self.out.weight.mul_(0.1)

    def forward(self, z: Tensor) -> Tensor:
        return self.linear(z) + self.out(self.layers(z))


class BeatmapTower(nn.Module):
    """Token ids, mask and features of windows to embeddings."""

    def __init__(self, config: ModelConfig, vocabulary: BeatmapVocabulary) -> None:
        super().__init__()
        self.config = config
        self.events = EventEncoder(config, vocabulary.bag_rows)
        self.register_buffer("mean", torch.zeros(config.features))
        self.register_buffer("deviation", torch.ones(config.features))
        self.features = nn.ModuleDict(
            {
                part.name: FeatureNet(config.features, config.feature_hidden, part.size, config.dropout)
                for part in config.learned
            }
        )
        for part in config.parts[len(config.learned) :]:
            if part.views != "features" or part.size > config.features:
                raise ValueError(f"the part {part.name} must come before those of features, or is too large")
            self.register_buffer(f"principal_{part.name}", torch.zeros(config.features, part.size))
        self.pool_dropout = nn.Dropout(config.pool_dropout)
        self.projections = nn.ModuleDict(
            {part.name: nn.Linear(2 * config.width, part.size, bias=False) for part in config.learned}
        )
        for name in ("starts_event", "starts_grid", "starts_any", "bag_index"):
            self.register_buffer(name, torch.from_numpy(getattr(vocabulary, name)).long(), persistent=False)
        for name in ("time", "x", "y"):
            self.register_buffer(f"{name}_of", torch.from_numpy(getattr(vocabulary, name)).float(), persistent=False)

    def pack(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, ...]:
        """Token ids [B, L] to events: bags [B, E, W], times, positions and mask [B, E].

        An event owns the tokens from its type token to before the next played, timed event; grid
        events in between own nothing, and their tokens count for nobody.
        """
        batch, length = ids.shape
        starts = self.starts_event[ids] * mask
        # Tokens after a grid event's type token are its own until the next event of any kind.
        any_start = self.starts_any[ids] * mask
        kind_index = torch.cumsum(any_start, 1)
        is_grid = self.starts_grid[ids] * mask
        # A token is a grid event's when the newest type token before it is a grid one.
        flags = torch.zeros(batch, length + 1, dtype=torch.long, device=ids.device)
        flags = flags.scatter_add(1, kind_index, is_grid)
        in_grid = flags.gather(1, kind_index) * (kind_index > 0)
        index = torch.cumsum(starts, 1)  # 0: before the first event
        count = index.amax().clamp(min=1)  # a window without events has one, masked
        rows = self.bag_index[ids] * mask * (1 - in_grid) * (index > 0)
        bags = self.sums(rows, index, starts, count)
        place = torch.arange(length, device=ids.device)[None, :].expand(batch, length)
        first = torch.zeros(batch, length + 1, dtype=torch.long, device=ids.device)
        first = first.scatter_add(1, index, place * starts)
        events = torch.arange(1, count + 1, device=ids.device)  # type: ignore[call-overload] # traced: a tensor
        first = first.index_select(1, events)
        event_mask = (events[None, :] <= index[:, -1:]).to(bags.dtype)
        last = length - 1
        time = self.time_of[ids.gather(1, (first + 1).clamp(max=last))]
        x = self.x_of[ids.gather(1, (first + 2).clamp(max=last))]
        y = self.y_of[ids.gather(1, (first + 3).clamp(max=last))]
        return bags, time.clamp(min=0) * event_mask, x, y, event_mask

    def sums(self, rows: Tensor, index: Tensor, starts: Tensor, count: Tensor) -> Tensor:
        """Sums [B, E, W] of the bag rows [B, L] of each event, by its number from 1 (index [B, L]).

        The first rows of an event are put side by side as numbers and looked up together; the few rows
        beyond are added one by one. ONNX Runtime adds vectors by index one number at a time, which
        took a fifth of the tower's time when all rows were added so.
        """
        batch, length = rows.shape
        bag = torch.cat((torch.zeros_like(self.events.bag[:1]), self.events.bag[1:]))  # row 0 is no token
        counted = (rows > 0).long()
        running = torch.cumsum(counted, 1)
        before = torch.zeros(batch, length + 1, dtype=torch.long, device=rows.device)
        before = before.scatter_add(1, index, (running - counted) * starts)  # known at an event's first token
        slot = (running - 1 - before.gather(1, index)).clamp(min=0)
        event = (index - 1).clamp(min=0)
        first = counted * (slot < SIDE_BY_SIDE)
        slots = count * SIDE_BY_SIDE
        beside = torch.zeros(batch, slots, dtype=torch.long, device=rows.device)  # type: ignore[call-overload] # traced
        beside = beside.scatter_add(1, (event * SIDE_BY_SIDE + slot) * first, rows * first)
        sums = bag[beside.view(batch, count, SIDE_BY_SIDE)].sum(2)
        window, place = torch.nonzero(counted - first).unbind(1)
        flat = window * count + event[window, place]
        rest = bag[rows[window, place]]
        return sums.view(-1, bag.shape[1]).scatter_add(0, flat[:, None].expand_as(rest), rest).view_as(sums)

    def parts(self, packed: tuple[Tensor, ...], features: Tensor) -> tuple[dict[str, Tensor], Tensor, Tensor]:
        """Each part [B, size] with length 1; also the pooled [B, 2 W] and hidden states [B, E, W]."""
        pooled, hidden = self.events(*packed)
        z = ((features - self.mean) / self.deviation).clamp(-5, 5)
        dropped = self.pool_dropout(pooled)
        parts = {
            name: F.normalize((self.features[name](z) + projection(dropped)).float(), dim=-1)
            for name, projection in self.projections.items()
        }
        for part in self.config.parts[len(parts) :]:
            principal = getattr(self, f"principal_{part.name}")
            parts[part.name] = F.normalize(z.float() @ principal, dim=-1)
        return parts, pooled, hidden

    def embed(self, packed: tuple[Tensor, ...], features: Tensor) -> Tensor:
        """Packed events and features to L2-normalised embeddings [B, D]."""
        parts, _, _ = self.parts(packed, features)
        return joined(parts)

    def forward(self, input_ids: Tensor, attention_mask: Tensor, features: Tensor) -> Tensor:
        return self.embed(self.pack(input_ids, attention_mask), features)


def joined(parts: dict[str, Tensor]) -> Tensor:
    """Parts of length 1 to whole embeddings of length 1."""
    return torch.cat(list(parts.values()), dim=-1) / math.sqrt(len(parts))


class MetadataTower(nn.Module):
    """Metadata token ids [B, L] and mask to embeddings [B, D]; mean pooling over tokens."""

    def __init__(self, config: ModelConfig, vocabulary_size: int) -> None:
        super().__init__()
        width = config.metadata_width
        self.tok_embeddings = nn.Embedding(vocabulary_size, width)
        nn.init.normal_(self.tok_embeddings.weight, std=0.05)
        self.norm = nn.LayerNorm(width, bias=False)
        self.blocks = nn.ModuleList(
            Block(width, config.metadata_heads, 2 * width) for _ in range(config.metadata_layers)
        )
        self.final_norm = nn.LayerNorm(width, bias=False)
        learned = sum(part.size for part in config.learned)
        self.projection = nn.Linear(width, learned, bias=False)
        self.unlearned = config.dimension - learned  # parts that metadata say nothing about

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        hidden = self.norm(self.tok_embeddings(input_ids))
        bias = attention_bias(attention_mask, hidden.dtype)
        for block in self.blocks:
            hidden = block(hidden, bias, None)  # which field a token fills is in the token itself
        weight = attention_mask[..., None].to(hidden.dtype)
        mean = (self.final_norm(hidden) * weight).sum(1) / weight.sum(1)
        return F.pad(F.normalize(self.projection(mean).float(), dim=-1), (0, self.unlearned))
