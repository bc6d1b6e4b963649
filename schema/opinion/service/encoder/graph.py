"""The encoder as an ONNX graph: 12 layers of attention, mean of the tokens, length one."""

from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from schema.opinion.service.encoder.packed import Packed, Shape

Floats = NDArray[np.float32]

OPSET, IR = 18, 9
FAR = -1e4  # added to the scores of padding before the softmax


class Graph:
    """A graph under construction."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def constant(self, name: str, value: Any) -> str:
        """Add a constant."""
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:
        """Add an operation with one output."""
        self.nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output


def encoder_graph(packed: Packed, keep: list[int]) -> Any:
    """The model: inputs ``ids`` and ``mask`` [n, t], output ``emb`` [n, hidden]."""
    shape, graph = packed.shape, Graph()
    _constants(graph, shape)
    last = _embedding(graph, packed, keep)
    for layer in range(shape.layers):
        last = _layer(graph, packed, f"l{layer}.", last)
    _pooling(graph, last)
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["n", "t"])
        for name in ("ids", "mask")
    ]
    output = helper.make_tensor_value_info("emb", TensorProto.FLOAT, ["n", shape.hidden])
    body = helper.make_graph(graph.nodes, "encoder", inputs, [output], graph.constants)
    model = helper.make_model(body, opset_imports=[helper.make_opsetid("", OPSET)])
    model.ir_version = IR
    onnx.checker.check_model(model)
    return model


def _constants(graph: Graph, shape: Shape) -> None:
    size = shape.hidden // shape.heads
    for name, value in (
        ("zero", np.array([0], np.int64)),
        ("first", np.array([1], np.int64)),
        ("second", np.array([2], np.int64)),
        ("middle", np.array([1, 2], np.int64)),
        ("split", np.array([0, 0, shape.heads, size], np.int64)),
        ("merge", np.array([0, 0, shape.hidden], np.int64)),
        ("scale", np.array(1 / np.sqrt(size), np.float32)),
        ("half", np.array(0.5, np.float32)),
        ("root", np.array(np.sqrt(2), np.float32)),
        ("one", np.array(1, np.float32)),
        ("far", np.array(FAR, np.float32)),
    ):
        graph.constant(name, value)


def _embedding(graph: Graph, packed: Packed, keep: list[int]) -> str:
    """Token and place embeddings, normalised; and the mask as it is added to scores."""
    shape, node = packed.shape, graph.node
    words = packed.matrix("emb.word", shape.vocabulary, shape.hidden)[keep]
    scale = np.abs(words).max(1, keepdims=True) / 127 + 1e-12
    graph.constant("words", np.clip(np.round(words / scale), -127, 127).astype(np.int8))
    graph.constant("word_scale", scale.astype(np.float32))
    places = packed.floats("emb.pos").reshape(-1, shape.hidden)
    kind = packed.floats("emb.type")[: shape.hidden]
    graph.constant("places", (places + kind)[None].astype(np.float32))
    node("Gather", ["words", "ids"], "word_bytes")
    node("Cast", ["word_bytes"], "word_floats", to=TensorProto.FLOAT)
    node("Gather", ["word_scale", "ids"], "word_scales")
    node("Mul", ["word_floats", "word_scales"], "word")
    node("Shape", ["ids"], "size")
    node("Slice", ["size", "first", "second"], "length")
    node("Slice", ["places", "zero", "length", "first"], "place")
    node("Add", ["word", "place"], "placed")
    node("Cast", ["mask"], "present", to=TensorProto.FLOAT)
    node("Sub", ["one", "present"], "absent")
    node("Mul", ["absent", "far"], "away")
    node("Unsqueeze", ["away", "middle"], "bias")
    return _normal(graph, packed, "emb.ln", "placed", "l.in")


def _normal(graph: Graph, packed: Packed, tensor: str, given: str, output: str) -> str:
    weight = graph.constant(f"{output}.w", packed.floats(f"{tensor}.w"))
    bias = graph.constant(f"{output}.b", packed.floats(f"{tensor}.b"))
    epsilon = float(packed.shape.epsilon)
    inputs = [given, weight, bias]
    return graph.node("LayerNormalization", inputs, output, axis=-1, epsilon=epsilon)


def _linear(graph: Graph, packed: Packed, name: str, given: str, sizes: tuple[int, int]) -> str:
    """A dense layer: ``sizes`` are outputs and inputs; ``name`` that of its tensors."""
    weight = graph.constant(f"{name}.W", packed.matrix(f"{name}.w", *sizes).T)
    bias = graph.constant(f"{name}.B", packed.floats(f"{name}.b"))
    product = graph.node("MatMul", [given, weight], f"{name}.m")
    return graph.node("Add", [product, bias], f"{name}.out")


def _layer(graph: Graph, packed: Packed, name: str, given: str) -> str:
    """Attention and the inner layer, each with its short cut and norm."""
    node, shape = graph.node, packed.shape
    square, up, down = (
        (shape.hidden, shape.hidden),
        (shape.inner, shape.hidden),
        (shape.hidden, shape.inner),
    )
    for part, order in (("q", [0, 2, 1, 3]), ("k", [0, 2, 3, 1]), ("v", [0, 2, 1, 3])):
        flat = _linear(graph, packed, name + part, given, square)
        node("Reshape", [flat, "split"], f"{name}{part}.split")
        node("Transpose", [f"{name}{part}.split"], f"{name}{part}.heads", perm=order)
    node("MatMul", [f"{name}q.heads", f"{name}k.heads"], f"{name}raw")
    node("Mul", [f"{name}raw", "scale"], f"{name}scaled")
    node("Add", [f"{name}scaled", "bias"], f"{name}masked")
    node("Softmax", [f"{name}masked"], f"{name}shares", axis=-1)
    node("MatMul", [f"{name}shares", f"{name}v.heads"], f"{name}context")
    node("Transpose", [f"{name}context"], f"{name}turned", perm=[0, 2, 1, 3])
    node("Reshape", [f"{name}turned", "merge"], f"{name}flat")
    attended = _linear(graph, packed, f"{name}ao", f"{name}flat", square)
    node("Add", [attended, given], f"{name}first")
    middle = _normal(graph, packed, f"{name}aln", f"{name}first", f"{name}middle")
    inner = _linear(graph, packed, f"{name}fi", middle, up)
    node("Div", [inner, "root"], f"{name}g1")
    node("Erf", [f"{name}g1"], f"{name}g2")
    node("Add", [f"{name}g2", "one"], f"{name}g3")
    node("Mul", [inner, f"{name}g3"], f"{name}g4")
    node("Mul", [f"{name}g4", "half"], f"{name}g5")
    outer = _linear(graph, packed, f"{name}fo", f"{name}g5", down)
    node("Add", [outer, middle], f"{name}second")
    return _normal(graph, packed, f"{name}oln", f"{name}second", f"{name}last")


def _pooling(graph: Graph, last: str) -> None:
    """The mean over the tokens present, brought to length one."""
    node = graph.node
    node("Unsqueeze", ["present", "second"], "weight")
    node("Mul", [last, "weight"], "weighted")
    node("ReduceSum", ["weighted", "first"], "sum", keepdims=0)
    node("ReduceSum", ["weight", "first"], "count", keepdims=0)
    node("Div", ["sum", "count"], "mean")
    node("ReduceL2", ["mean", "first"], "length_of_mean", keepdims=1)
    node("Div", ["mean", "length_of_mean"], "emb")
