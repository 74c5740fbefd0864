"""A client of the Open Inference Protocol's REST half: HTTP, JSON and bytes, with Python's own library.

Usage: open_inference_http.py http://HOST:PORT MODEL

It prints one line for each check and exits with 1 at the first that fails.
"""
import array
import gzip
import json
import sys
import urllib.error
import urllib.request
import zlib

BASE, MODEL = sys.argv[1], sys.argv[2]
LENGTH = "Inference-Header-Content-Length"
VALUES = [(7 * i % 11) / 11 for i in range(3 * 64)]


def check(what, actual, expected):
    if actual != expected:
        sys.exit("FAILED %s: expected %r, but got %r" % (what, expected, actual))
    print("ok " + what)


def http(path, body=None, headers=None, method=None):
    """Status, headers and bytes."""
    request = urllib.request.Request(BASE + path, body, headers or {}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def get(path):
    status, _, body = http(path)
    return status, json.loads(body)


def post(path, value):
    status, _, body = http(path, json.dumps(value).encode(), {"Content-Type": "application/json"})
    return status, json.loads(body)


def infer(path=None, **fields):
    data = [[VALUES[64 * i + 8 * row:64 * i + 8 * row + 8] for row in range(8)] for i in range(3)]
    request = {
        "id": "request-7",
        "inputs": [{"name": "image", "shape": [3, 1, 8, 8], "datatype": "FP32", "data": [[image] for image in data]}],
        "outputs": [{"name": "logits"}],
    }
    request.update(fields)
    return post(path or "/v2/models/%s/infer" % MODEL, request)


def binary_infer():
    head = json.dumps({
        "parameters": {"binary_data_output": True},
        "inputs": [{
            "name": "image",
            "shape": [3, 1, 8, 8],
            "datatype": "FP32",
            "parameters": {"binary_data_size": 3 * 64 * 4},
        }],
        "outputs": [{"name": "logits"}, {"name": "probabilities", "parameters": {"binary_data": False}}],
    }).encode()
    status, headers, body = http(
        "/v2/models/%s/infer" % MODEL,
        head + array.array("f", VALUES).tobytes(),
        {"Content-Type": "application/octet-stream", LENGTH: str(len(head))},
    )
    check("binary request", status, 200)
    length = int(headers[LENGTH])
    return json.loads(body[:length]), list(array.array("f", body[length:]))


def check_health_and_metadata():
    check("live", get("/v2/health/live"), (200, {"live": True}))
    check("ready", get("/v2/health/ready"), (200, {"ready": True}))
    check("model ready", get("/v2/models/%s/ready" % MODEL), (200, {"name": MODEL, "ready": True}))
    check("unknown version is not ready", get("/v2/models/%s/versions/999999999/ready" % MODEL)[0], 400)
    status, server = get("/v2")
    check("server metadata", (status, server["name"]), (200, "alambic-student"))
    check("extensions", "binary_tensor_data" in server["extensions"], True)
    status, model = get("/v2/models/" + MODEL)
    check("inputs", model["inputs"], [{"name": "image", "datatype": "FP32", "shape": [-1, 1, 8, 8]}])
    check("unknown model", get("/v2/models/another")[0], 404)
    check("openapi", b"/v2/models/{model}/infer" in http("/q/openapi")[2], True)


def check_inference():
    for _ in range(20):
        status, numbers = infer()
        binary, logits = binary_infer()
        if numbers["model_version"] == binary["model_version"]:
            break
    check("JSON request", status, 200)
    check("id", numbers["id"], "request-7")
    output = numbers["outputs"][0]
    check("output", (output["name"], output["datatype"], output["shape"]), ("logits", "FP32", [3, 4]))
    check("JSON and binary give equal answers", list(array.array("f", output["data"])), list(logits))
    check("one output as numbers beside a binary one", len(binary["outputs"][1]["data"]), 12)
    check("which weights answered", sorted(numbers["parameters"]), ["newest_event_time", "step", "version"])
    plain = {"inputs": [{"name": "image", "shape": [1, 1, 8, 8], "datatype": "FP32", "data": [0] * 64}]}
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    status, _, body = http("/v2/models/%s/infer" % MODEL, json.dumps(plain).encode(), form)
    check("as curl -d sends it", (status, len(json.loads(body)["outputs"])), (200, 2))
    status, best = infer(outputs=[{"name": "logits", "parameters": {"classification": 1}}])
    check("classification", (status, best["outputs"][0]["datatype"], best["outputs"][0]["shape"]), (200, "BYTES", [3, 1]))
    for _ in range(20):
        version = get("/v2/models/" + MODEL)[1]["versions"][-1]
        status, answer = infer("/v2/models/%s/versions/%s/infer" % (MODEL, version))
        if status == 200:
            check("a version answers by its name", answer["model_version"], version)
            return
    sys.exit("FAILED versions: none of 20 was there to be named")


def check_compression():
    plain = json.dumps({
        "inputs": [{"name": "image", "shape": [3, 1, 8, 8], "datatype": "FP32", "data": VALUES}],
        "outputs": [{"name": name} for name in ["logits", "probabilities", "block1"]],
    }).encode()
    for name, pack, unpack in (("gzip", gzip.compress, gzip.decompress), ("deflate", zlib.compress, zlib.decompress)):
        status, headers, body = http("/v2/models/%s/infer" % MODEL, pack(plain), {
            "Content-Type": "application/json", "Content-Encoding": name, "Accept-Encoding": name})
        check("request and answer in " + name, (status, headers["Content-Encoding"]), (200, name))
        check("what the answer in %s holds" % name, len(json.loads(unpack(body))["outputs"]), 3)


def check_configuration():
    status, config = get("/v2/models/%s/config" % MODEL)
    check("configuration", (status, config["name"], config["input"]), (200, MODEL, [
        {"name": "image", "data_type": "TYPE_FP32", "dims": [1, 8, 8], "optional": False}]))
    check("no other scheduling than batches", [key for key in config if "batching" in key or "scheduling" in key],
          ["dynamic_batching"])
    check("configuration of an unknown version", get("/v2/models/%s/versions/999999999/config" % MODEL)[0], 404)
    for path in ("/v2/trace/setting", "/v2/logging", "/v2/systemsharedmemory/status"):
        status, answer = get(path)
        check("%s is not offered, and says so" % path, (status, "not offered" in answer["error"]), (404, True))


def check_refusals():
    status, body = infer(inputs=[{"name": "image", "shape": [1, 1, 4, 16], "datatype": "FP32", "data": [0] * 64}])
    check("wrong shape", (status, body["error"]), (
        400, "input 'image': expected shape [-1, 1, 8, 8], but it is [1, 1, 4, 16]"))
    check("wrong type", infer(inputs=[
        {"name": "image", "shape": [1, 1, 8, 8], "datatype": "INT32", "data": [0] * 64}])[0], 400)
    check("no JSON", http("/v2/models/%s/infer" % MODEL, b"{")[0], 400)
    check("no body", http("/v2/models/%s/infer" % MODEL, b"")[0], 400)
    check("infer of an unknown model", infer("/v2/models/another/infer")[0], 404)
    check("infer of an unknown version", infer("/v2/models/%s/versions/999999999/infer" % MODEL)[0], 404)


def check_repository_and_statistics():
    status, index = post("/v2/repository/index", {})
    check("index", (status, index[0]["name"], index[0]["state"]), (200, MODEL, "READY"))
    check("load", post("/v2/repository/models/%s/load" % MODEL, {})[0], 200)
    check("unload", post("/v2/repository/models/%s/unload" % MODEL, {})[0], 400)
    status, statistics = get("/v2/models/%s/stats" % MODEL)
    check("statistics", (status, statistics["model_stats"][0]["name"]), (200, MODEL))


check_health_and_metadata()
check_inference()
check_compression()
check_configuration()
check_refusals()
check_repository_and_statistics()
print("done")
