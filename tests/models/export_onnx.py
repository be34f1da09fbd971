"""Export an encoder to ONNX: python export_onnx.py DIRECTORY model.onnx.

The TorchScript exporter is used, not PyTorch's newer one: its graph is the one whose GELU and layer
normalisation ONNX Runtime fuses, and it needs no onnxscript.
"""

import sys
from pathlib import Path

import torch
from transformers import AutoModel

INPUTS = ("input_ids", "attention_mask", "token_type_ids")


class LastHiddenState(torch.nn.Module):
    """An encoder as a function of three tensors: the exporter passes arguments by position."""

    def __init__(self, encoder):
        super().__init__()
        self.encoder = encoder

    def forward(self, input_ids, attention_mask, token_type_ids):
        output = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        )
        return output.last_hidden_state


def export(source: Path, target: Path) -> None:
    """Write the encoder's ONNX file; any number of texts of any length may be its input."""
    encoder = AutoModel.from_pretrained(source, attn_implementation="eager").eval()
    ids = torch.ones(2, 8, dtype=torch.int64)
    axes = {name: {0: "batch", 1: "sequence"} for name in (*INPUTS, "last_hidden_state")}
    torch.onnx.export(
        LastHiddenState(encoder).eval(),
        (ids, ids, torch.zeros_like(ids)),
        target,
        input_names=list(INPUTS),
        output_names=["last_hidden_state"],
        dynamic_axes=axes,
        opset_version=18,
        dynamo=False,
    )


if __name__ == "__main__":
    export(Path(sys.argv[1]), Path(sys.argv[2]))
