"""CM3P as it is released: towers of any shape, with names that fit the reference's state dict.

Written for export: local attention is computed in blocks (its cost grows with length times window), no
mask of length times length is made for local layers, and everything is an operator that ONNX has. Facts
about the architecture: the paper of ModernBERT (arXiv 2412.13663) and the model's config.json.
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

MASKED = -1e4  # within float16; no score comes near it


def rope_theta(config: dict, local: bool) -> float:
    """The base of the rotary embedding, in the old and the new form of the configuration."""
    parameters = (config.get("rope_parameters") or {}).get("sliding_attention" if local else "full_attention")
    if parameters and "rope_theta" in parameters:
        return parameters["rope_theta"]
    return config["local_rope_theta" if local else "global_rope_theta"]


def is_local(config: dict, layer: int) -> bool:
    types = config.get("layer_types")
    if types:
        return types[layer] == "sliding_attention"
    return layer % config.get("global_attn_every_n_layers", 3) != 0


def rotated(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    half = x.shape[-1] // 2
    turned = torch.cat((-x[..., half:], x[..., :half]), dim=-1)
    return x * cos + turned * sin


class Attention(nn.Module):
    """Self-attention with rotary embeddings: global, or within a window of each token."""

    def __init__(self, config: dict, layer: int) -> None:
        super().__init__()
        size = config["hidden_size"]
        self.heads = config["num_attention_heads"]
        self.width = size // self.heads
        self.local = is_local(config, layer)
        self.reach = config["local_attention"] // 2  # tokens to each side
        bias = config.get("attention_bias", False)
        self.Wqkv = nn.Linear(size, 3 * size, bias=bias)
        self.Wo = nn.Linear(size, size, bias=bias)
        steps = torch.arange(0, self.width, 2, dtype=torch.float64) / self.width
        frequencies = 1.0 / (rope_theta(config, self.local) ** steps)
        positions = torch.arange(config["max_position_embeddings"], dtype=torch.float64)
        angles = torch.cat((torch.outer(positions, frequencies),) * 2, dim=-1)
        self.register_buffer("cos", angles.cos().float(), persistent=False)
        self.register_buffer("sin", angles.sin().float(), persistent=False)
        near = torch.arange(self.reach)[:, None] - (torch.arange(3 * self.reach)[None] - self.reach)
        band = torch.where(near.abs() <= self.reach, 0.0, MASKED)
        self.register_buffer("band", band, persistent=False)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """x [B, L, H], mask [B, L] with 1 for tokens and 0 for padding."""
        batch, length = x.shape[0], x.shape[1]
        qkv = self.Wqkv(x).view(batch, length, 3, self.heads, self.width)
        query, key, value = (qkv[:, :, i].transpose(1, 2) for i in range(3))
        cos, sin = self.cos[:length], self.sin[:length]
        query = rotated(query, cos, sin) * (1.0 / math.sqrt(self.width))
        key = rotated(key, cos, sin)
        hidden = (mask.to(x.dtype) - 1.0) * -MASKED
        mixed = self.blocks(query, key, value, hidden) if self.local else self.all(query, key, value, hidden)
        return self.Wo(mixed.transpose(1, 2).reshape(batch, length, self.heads * self.width))

    @staticmethod
    def all(query: Tensor, key: Tensor, value: Tensor, hidden: Tensor) -> Tensor:
        scores = query @ key.transpose(-1, -2) + hidden[:, None, None]
        return F.softmax(scores, dim=-1) @ value

    def blocks(self, query: Tensor, key: Tensor, value: Tensor, hidden: Tensor) -> Tensor:
        """Each block of `reach` queries looks at its own block of keys and the two beside it."""
        batch, length, reach = query.shape[0], query.shape[2], self.reach
        whole = (length + reach - 1) // reach * reach

        def filled(x: Tensor) -> Tensor:  # to whole blocks
            empty = torch.zeros_like(x[:, :, :1]).expand(-1, -1, reach, -1)
            return torch.cat((x, empty), dim=2)[:, :, :whole]

        def beside(x: Tensor) -> Tensor:  # [B, h, blocks, 3 reach, d]
            x = filled(x)
            empty = torch.zeros_like(x[:, :, :1]).expand(-1, -1, reach, -1)
            x = torch.cat((empty, x, empty), dim=2).view(batch, x.shape[1], -1, reach, x.shape[3])
            return torch.cat((x[:, :, :-2], x[:, :, 1:-1], x[:, :, 2:]), dim=3)

        seen = hidden[:, None, :, None]  # padding beyond the text is hidden too
        outside = torch.full_like(seen[:, :, :1], MASKED).expand(-1, -1, reach, -1)
        seen = torch.cat((outside, torch.cat((seen, outside), dim=2)[:, :, :whole], outside), dim=2)
        seen = seen.view(batch, 1, -1, reach)
        seen = torch.cat((seen[:, :, :-2], seen[:, :, 1:-1], seen[:, :, 2:]), dim=3)
        queries = filled(query).view(batch, self.heads, -1, reach, self.width)
        scores = queries @ beside(key).transpose(-1, -2) + self.band + seen[:, :, :, None]
        mixed = F.softmax(scores, dim=-1) @ beside(value)
        return mixed.view(batch, self.heads, -1, self.width)[:, :, :length]


class Mlp(nn.Module):
    """GeGLU: one projection to an input and its gate."""

    def __init__(self, config: dict) -> None:
        super().__init__()
        bias = config.get("mlp_bias", False)
        self.Wi = nn.Linear(config["hidden_size"], 2 * config["intermediate_size"], bias=bias)
        self.Wo = nn.Linear(config["intermediate_size"], config["hidden_size"], bias=bias)

    def forward(self, x: Tensor) -> Tensor:
        value, gate = self.Wi(x).chunk(2, dim=-1)
        return self.Wo(F.gelu(value) * gate)


def norm(config: dict) -> nn.LayerNorm:
    return nn.LayerNorm(config["hidden_size"], eps=config["norm_eps"], bias=config.get("norm_bias", False))


class Layer(nn.Module):
    def __init__(self, config: dict, layer: int) -> None:
        super().__init__()
        self.attn_norm = nn.Identity() if layer == 0 else norm(config)
        self.attn = Attention(config, layer)
        self.mlp_norm = norm(config)
        self.mlp = Mlp(config)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        x = x + self.attn(self.attn_norm(x), mask)
        return x + self.mlp(self.mlp_norm(x))


class Embeddings(nn.Module):
    def __init__(self, config: dict) -> None:
        super().__init__()
        self.tok_embeddings = nn.Embedding(config["vocab_size"], config["hidden_size"])
        self.norm = norm(config)


class Encoder(nn.Module):
    """ModernBERT over embedded tokens [B, L, H]."""

    def __init__(self, config: dict) -> None:
        super().__init__()
        unsupported = config.get("hidden_activation", "gelu")
        if unsupported != "gelu":
            raise ValueError(f"the activation {unsupported} is not supported, only gelu is")
        self.embeddings = Embeddings(config)
        self.layers = nn.ModuleList(Layer(config, i) for i in range(config["num_hidden_layers"]))
        self.final_norm = norm(config)

    def forward(self, embedded: Tensor, mask: Tensor) -> Tensor:
        x = self.embeddings.norm(embedded)
        for layer in self.layers:
            x = layer(x, mask)
        return self.final_norm(x)


class LogMel(nn.Module):
    """Samples [A, N] at 16 kHz to log-mel frames [A, mels, N / hop], in float64 within.

    The recipe of transformers' WhisperFeatureExtractor: 400 samples a frame, Slaney mel filters, floor
    at 8 below the window's maximum, last frame dropped.
    """

    def __init__(self, samples: int, mels: int = 80, frame: int = 400, hop: int = 160, rate: int = 16_000) -> None:
        super().__init__()
        self.samples, self.frame = samples, frame
        self.piece = math.gcd(frame, hop)  # frames are made of whole pieces, without an index for each sample
        self.every = hop // self.piece
        n = torch.arange(frame, dtype=torch.float64)
        window = 0.5 - 0.5 * torch.cos(2 * math.pi * n / frame)
        self.bins = frame // 2 + 1
        angle = 2 * math.pi * torch.outer(n, torch.arange(self.bins, dtype=torch.float64)) / frame
        self.register_buffer("fourier", torch.cat((angle.cos(), angle.sin()), 1) * window[:, None], False)
        self.register_buffer("filters", mel_filters(self.bins, mels, rate), False)

    def frames(self, audio: Tensor) -> Tensor:
        """[A, N / hop, frame], centred, mirrored at both ends; the last frame is left out."""
        edge = self.frame // 2
        mirrored = (audio[:, 1 : edge + 1].flip(1), audio, audio[:, -edge - 1 : -1].flip(1))
        pieces = torch.cat(mirrored, dim=1).double().view(audio.shape[0], -1, self.piece)
        count = self.samples // (self.every * self.piece)
        parts = [pieces[:, i : i + self.every * count : self.every] for i in range(self.frame // self.piece)]
        return torch.cat(parts, dim=-1)

    def forward(self, audio: Tensor) -> Tensor:
        parts = self.frames(audio) @ self.fourier
        power = parts[..., : self.bins] ** 2 + parts[..., self.bins :] ** 2
        mel = (power @ self.filters).clamp(min=1e-10).log() * (1 / math.log(10))
        loudest = mel.amax(dim=(1, 2), keepdim=True)
        mel = (torch.maximum(mel, loudest - 8.0) + 4.0) / 4.0
        return mel.transpose(1, 2).float()


def mel_filters(bins: int, mels: int, rate: int) -> Tensor:
    """Slaney's triangles [bins, mels] between 0 Hz and half the rate, of equal area."""
    step = math.log(6.4) / 27

    def hertz(mel: Tensor) -> Tensor:
        return torch.where(mel < 15, mel * 200 / 3, 1000 * torch.exp(step * (mel - 15)))

    top = 15 + math.log(rate / 2 / 1000) / step
    edges = hertz(torch.linspace(0, top, mels + 2, dtype=torch.float64))
    frequencies = torch.linspace(0, rate / 2, bins, dtype=torch.float64)[:, None]
    rising = (frequencies - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - frequencies) / (edges[2:] - edges[1:-1])
    return torch.minimum(rising, falling).clamp(min=0) * (2 / (edges[2:] - edges[:-2]))


class Projector(nn.Module):
    def __init__(self, config: dict) -> None:
        super().__init__()
        self.linear_1 = nn.Linear(config["projector_intermediate_size"], config["projector_dim"], bias=False)
        self.linear_2 = nn.Linear(config["projector_dim"], config["projector_dim"], bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return self.linear_2(F.gelu(self.linear_1(x)))


class AudioEncoder(nn.Module):
    """Log-mel frames [A, mels, T] to vectors [A T / 8, H] for the audio tokens."""

    def __init__(self, config: dict) -> None:
        super().__init__()
        size = config["hidden_size"]
        self.conv1 = nn.Conv1d(config["n_mels"], size, kernel_size=3, padding=1)
        self.conv2 = nn.Conv1d(size, size, kernel_size=3, stride=2, padding=1)
        self.encoder = Encoder({"vocab_size": 1, **config})
        self.multi_modal_projector = Projector(config)
        self.row = config["projector_intermediate_size"]

    def forward(self, frames: Tensor) -> Tensor:
        x = F.gelu(self.conv2(F.gelu(self.conv1(frames)))).transpose(1, 2)
        hidden = self.encoder(x, torch.ones(x.shape[:2], dtype=torch.int64, device=x.device))
        return self.multi_modal_projector(hidden.reshape(-1, self.row))


class Transformer(nn.Module):
    """An encoder under the name that checkpoints give it; a beatmap's has an audio encoder too."""

    def __init__(self, config: dict) -> None:
        super().__init__()
        if "audio_config" in config:
            self.audio_encoder = AudioEncoder(config["audio_config"])
        self.encoder = Encoder(config)
        self.cls_embed = config["cls_embed"]
        self.audio_token = config.get("audio_token_id")

    def hidden(self, input_ids: Tensor, attention_mask: Tensor, audio: Tensor | None = None) -> Tensor:
        """Hidden states [B, L, H]; audio vectors take the places of audio tokens, in their order."""
        embedded = self.encoder.embeddings.tok_embeddings(input_ids)
        if audio is not None:
            place = input_ids.eq(self.audio_token)
            order = place.reshape(-1).long().cumsum(0).view(place.shape) - 1
            embedded = torch.where(place[..., None], audio[order.clamp(min=0)], embedded)
        return self.encoder(embedded, attention_mask)

    def pooled(self, hidden: Tensor, attention_mask: Tensor) -> Tensor:
        """With audio, position 0 is the beginning of audio: so does the reference."""
        if self.cls_embed:
            return hidden[:, 0]
        weight = attention_mask[..., None].to(hidden.dtype)
        return (hidden * weight).sum(1) / weight.sum(1).clamp(min=1e-9)


class PredictionHead(nn.Module):
    def __init__(self, config: dict) -> None:
        super().__init__()
        bias = config.get("classifier_bias", False)
        self.dense = nn.Linear(config["hidden_size"], config["hidden_size"], bias=bias)
        self.norm = norm(config)

    def forward(self, x: Tensor) -> Tensor:
        return self.norm(F.gelu(self.dense(x)))
