"""Windows and tokens a second of the reference implementation in PyTorch, on the windows of EncoderBenchmark.

    python benchmarks/reference_speed.py CHECKOUT CHECKPOINT IDS.jsonl [cpu|cuda] [float32,bfloat16]

CHECKOUT is a clone of OliBomby/CM3P, which needs transformers 4.56 (not 5); CHECKPOINT what its
save_pretrained wrote. Batches are sorted by length and bounded in tokens, padding included, as ours are.
Prints the speed of each precision, the least cosine with our vectors in IDS.jsonl, and with cuda the
speed of a large matrix product, to compare with.
"""

import json
import sys
import time
from pathlib import Path

import torch

BUDGET = {"cpu": 4096, "cuda": 131_072}


def batches(rows: list[list[int]], budget: int):
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    batch: list[int] = []
    for i in order:
        if batch and (len(batch) + 1) * len(rows[i]) > budget:
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch


def main(checkout: str, checkpoint: str, ids: str, device: str = "cpu", precisions: str = "float32,bfloat16") -> None:
    sys.path.insert(0, checkout)
    from cm3p.modeling_cm3p import CM3PModel

    lines = [json.loads(line) for line in Path(ids).read_text().splitlines()]
    rows = [line["ids"] for line in lines]
    ours = torch.tensor([line["embedding"] for line in lines])
    tokens = sum(map(len, rows))
    for precision in precisions.split(","):
        attention = "flash_attention_2" if device == "cuda" and precision != "float32" else "sdpa"
        try:
            model = CM3PModel.from_pretrained(checkpoint, attn_implementation=attention)
        except ImportError:
            attention = "sdpa"
            model = CM3PModel.from_pretrained(checkpoint, attn_implementation=attention)
        model = model.to(device, getattr(torch, precision)).eval()
        best = float("inf")
        vectors = torch.zeros_like(ours)
        for _ in range(3):
            started = time.perf_counter()
            with torch.inference_mode():
                for batch in batches(rows, BUDGET[device]):
                    longest = max(len(rows[i]) for i in batch)
                    padded = torch.tensor([rows[i] + [0] * (longest - len(rows[i])) for i in batch])
                    mask = torch.tensor([[1] * len(rows[i]) + [0] * (longest - len(rows[i])) for i in batch])
                    pooled = model.beatmap_model(
                        input_ids=padded.to(device), attention_mask=mask.to(device)
                    ).pooler_output
                    vector = model.beatmap_projection(pooled).float().cpu()
                    vectors[batch] = vector / vector.norm(dim=-1, keepdim=True)
            best = min(best, time.perf_counter() - started)
        cosine = (vectors * ours).sum(-1).min().item()
        print(
            f"reference {precision} {attention} on {device}: best of 3 passes {best:.2f} s, "
            f"{len(rows) / best:.2f} windows/s, {tokens / best:.0f} tokens/s, least cosine with ours {cosine:.5f}",
            flush=True,
        )
    if device == "cuda":
        a = torch.randn(8192, 8192, device="cuda", dtype=torch.bfloat16)
        for _ in range(3):
            torch.cuda.synchronize()
            started = time.perf_counter()
            for _ in range(20):
                a @ a
            torch.cuda.synchronize()
            rate = 20 * 2 * 8192**3 / (time.perf_counter() - started) / 1e12
        print(f"a matrix product of 8192 in bfloat16: {rate:.0f} TFLOP/s")


if __name__ == "__main__":
    main(*sys.argv[1:])
