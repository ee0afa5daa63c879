"""Verifies many logs in one run of Python: JSON lines in, one verdict a line out. The verifier itself is packages/tlog/verify.py."""
import base64, importlib.util, json, sys

spec = importlib.util.spec_from_file_location("verify", sys.argv[1])
verify = importlib.util.module_from_spec(spec)
spec.loader.exec_module(verify)
bases = {}
decode = lambda files: {name: None if text is None else base64.b64decode(text) for name, text in files.items()}

for line in sys.stdin:
    task = json.loads(line)
    if "define" in task:
        bases[task["define"]] = decode(task["files"])
        continue
    files = {name: data for name, data in {**bases[task["base"]], **decode(task["files"])}.items() if data is not None}
    trust = {name: verify.TRUST[name](text) for name, text in task["trust"].items() if name != "kept"}
    trust["kept"] = task["trust"].get("kept", [])
    result = verify.verify({name.split("/")[0] for name in files}, files.get, trust)
    print(json.dumps({"exitCode": result["exitCode"], "counts": result["counts"]}), flush=True)
