"""What a user of tritonclient does with its defaults, against the server whose address is the argument.

Prints one JSON object for the test beside this file to judge.
"""

import json
import sys

import numpy as np
import tritonclient.http as http
from tritonclient.utils import InferenceServerException

client = http.InferenceServerClient(url=sys.argv[1], concurrency=4)
seen = {
    "live": client.is_server_live(),
    "ready": client.is_server_ready(),
    "server": client.get_server_metadata(),
    "model_ready": client.is_model_ready("sum"),
    "version_ready": client.is_model_ready("sum", "v1"),
    "metadata": client.get_model_metadata("sum"),
    "index": client.get_model_repository_index(),
}


def tensor(name, values, binary=True):
    kinds = {"i": "INT32", "f": "FP32", "O": "BYTES", "e": "FP16", "l": "INT64"}
    given = http.InferInput(name, list(values.shape), "INT64" if values.dtype == np.int64 else kinds[values.dtype.kind])
    given.set_data_from_numpy(values, binary_data=binary)
    return given


a = np.arange(32, dtype=np.int32).reshape(2, 16)
b = np.full((2, 16), 3, dtype=np.int32)

# The defaults: binary in, binary out, every output.
result = client.infer("sum", [tensor("a", a), tensor("b", b)], request_id="first")
assert np.array_equal(result.as_numpy("sum"), a + b)
assert np.array_equal(result.as_numpy("difference"), a - b)
seen["response"] = result.get_response()

# JSON in, and one output as JSON beside one as bytes.
result = client.infer(
    "sum",
    [tensor("a", a, binary=False), tensor("b", b)],
    model_version="v1",
    outputs=[
        http.InferRequestedOutput("difference", binary_data=False),
        http.InferRequestedOutput("sum", binary_data=True),
    ],
)
assert np.array_equal(result.as_numpy("sum"), a + b)
assert np.array_equal(result.as_numpy("difference"), a - b)

# Text, with its own encoding.
text = np.array(["", "schön", "x" * 1000], dtype=np.object_)
echo = client.infer("text", [tensor("x", text)]).as_numpy("y")
assert [item.decode() for item in echo] == list(text)

# Compressed, and many at once.
for algorithm in ("gzip", "deflate"):
    squeezed = client.infer(
        "sum",
        [tensor("a", a), tensor("b", b)],
        request_compression_algorithm=algorithm,
        response_compression_algorithm=algorithm,
    )
    assert np.array_equal(squeezed.as_numpy("sum"), a + b)
pending = [client.async_infer("sum", [tensor("a", a + i), tensor("b", b)]) for i in range(32)]
for i, request in enumerate(pending):
    assert np.array_equal(request.get_result().as_numpy("sum"), a + i + b)


def refusal(act):
    try:
        act()
    except InferenceServerException as error:
        return [error.status(), error.message()]
    return None


seen["unknown"] = refusal(lambda: client.infer("nothing", [tensor("a", a)]))
seen["wrong_shape"] = refusal(lambda: client.infer("sum", [tensor("a", a[:, :3].copy()), tensor("b", b)]))
seen["timeout"] = refusal(lambda: client.infer("slow", [tensor("n", np.array([3000, 3000], dtype=np.int64))], timeout=100_000))
seen["live_after"] = client.is_server_live()
print(json.dumps(seen))
