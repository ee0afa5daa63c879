#!/usr/bin/env python3
"""Verifies an audit log of Carrel with nothing but Python's standard library, and without a network.

    python3 verify.py PATH [--keys FILE] [--json]

PATH is an evidence bundle (.zip), the same unpacked, or a folder of published tiles. For each year it holds a folder such as
2026/ in the layout of C2SP tlog-tiles: checkpoint, tile/..., and beside them keys.txt, checkpoints.jsonl (earlier checkpoints)
and sealed.jsonl (digests of the sealed fields), as far as they are there. FILE has one trusted key a line, name+id+key as C2SP
signed-note writes it; without it, the key in keys.txt is believed and printed, to be compared with one that came another way.

Exit status: 0 whole, 1 tampered with, 2 incomplete, 3 bad usage, 4 whole but for content that was erased, as the log says.

Written from RFC 6962 and 9162 (tree), RFC 8032 (Ed25519), RFC 8785 (canonical JSON), C2SP tlog-tiles, signed-note and
tlog-checkpoint, and from the specification of the log; it shares nothing with Carrel's own verifier.
"""
import base64, bisect, hashlib, json, os, re, sys, zipfile, zlib
from datetime import datetime

WIDTH, HASH, GENESIS = 256, 32, "0" * 64
# A question may be open for 30 minutes of the log's own time; a running sequencer may be silent for 150 seconds.
OPEN_INTENT_MS, HEARTBEAT_MS, MAX_LEAF, MAX_SIGNATURES = 30 * 60_000, 150_000, 32_768, 256
TERMINAL = {"answer.completed", "answer.refused", "answer.interrupted"}
SEVERITY = {"erased": "notice", "intent-open": "incomplete", "heartbeat-gap": "incomplete", "tile-missing": "incomplete",
            "checkpoint-missing": "incomplete", "empty-log": "incomplete"}
NEEDED = ["v", "log", "seq", "id", "time", "clk", "type", "outcome", "reason", "actor", "origin", "prev"]
KNOWN = set(NEEDED + ["prior", "target", "question", "ctx", "ctx_more", "authz", "retrieval", "model", "embed", "answer", "comment",
                      "document", "filter", "identifier", "user", "perf", "detail", "sealed"])
HEX = re.compile(r"[0-9a-f]{64}\Z")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\Z")

# --- Ed25519 (RFC 8032, section 5.1 and 6) ---------------------------------------------------------------------------------
P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P

def point_add(a, b):
    A, B = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    C, E = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = B - A, E - C, E + C, B + A
    return e * f % P, g * h % P, f * g % P, e * h % P

def point_mul(scalar, point):
    result = (0, 1, 1, 0)
    while scalar:
        if scalar & 1: result = point_add(result, point)
        point, scalar = point_add(point, point), scalar >> 1
    return result
def decompress(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P: x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - x2) % P or (x == 0 and sign): return None
    x = P - x if (x & 1) != sign else x
    return x, y, 1, x * y % P
def compress(point):
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | ((x & 1) << 255)).to_bytes(32, "little")
BASE = decompress((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
def ed25519_verify(public, message, signature):
    point = decompress(public) if len(public) == 32 and len(signature) == 64 else None
    s = int.from_bytes(signature[32:], "little")
    if point is None or s >= ORDER: return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    negative = (P - point[0], point[1], 1, P - point[3])
    return compress(point_add(point_mul(s, BASE), point_mul(k, negative))) == signature[:32]

# --- the tree (RFC 6962, section 2.1) and tiles (C2SP tlog-tiles) ----------------------------------------------------------
def leaf_hash(leaf):
    return hashlib.sha256(b"\0" + leaf).digest()
def node_hash(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()

class Tree:
    """Grows leaf by leaf: keeps a hash for each complete subtree from the left, and makes the tiles up to `limit` leaves."""
    def __init__(self, limit):
        self.size, self.peaks, self.limit, self.rows = 0, [], limit, []
    def append(self, digest):
        size, node = self.size, digest
        while size & 1:
            node, size = node_hash(self.peaks.pop(), node), size >> 1
        self.peaks.append(node)
        self.size += 1
        if self.size <= self.limit: self.tile(0, digest)
    def tile(self, level, digest):
        if level == len(self.rows): self.rows.append({})
        row = self.rows[level]
        index = row.setdefault("next", 0)
        row[index] = row.get(index, b"") + digest
        if len(row[index]) == WIDTH * HASH:
            nodes = [row[index][at:at + HASH] for at in range(0, WIDTH * HASH, HASH)]
            while len(nodes) > 1:
                nodes = [node_hash(nodes[at], nodes[at + 1]) for at in range(0, len(nodes), 2)]
            row[index], row["next"] = hashlib.sha256(row[index]).digest(), index + 1
            self.tile(level + 1, nodes[0])
    def root(self):
        node = self.peaks[-1] if self.peaks else hashlib.sha256().digest()
        for peak in reversed(self.peaks[:-1]): node = node_hash(peak, node)
        return node
def tile_path(where, index, width):
    digits = str(index)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at:at + 3] for at in range(0, len(digits), 3)]
    path = "/".join(["x" + one for one in groups[:-1]] + groups[-1:])
    return "tile/%s/%s%s" % (where, path, "" if width == WIDTH else ".p/%d" % width)
def read_tile(read, where, index, width):
    data = read(tile_path(where, index, width))
    return read(tile_path(where, index, WIDTH)) if data is None and width < WIDTH else data
def split_bundle(data):
    entries, at = [], 0
    while at < len(data):
        end = at + 2 + int.from_bytes(data[at:at + 2], "big")
        if at + 2 > len(data) or end > len(data): return None
        entries.append(data[at + 2:end])
        at = end
    return entries

# --- signed notes and checkpoints (C2SP) -----------------------------------------------------------------------------------
def b64(text):
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return data if base64.b64encode(data).decode() == text else None
def parse_key(line):
    parts = line.split("+", 2)
    data = b64(parts[2]) if len(parts) == 3 else None
    if data is None or len(data) != 33 or data[0] != 1: return None
    digest = hashlib.sha256(parts[0].encode() + b"\n" + data).digest()[:4]
    return (parts[0], digest, data[1:]) if digest.hex() == parts[1] else None
def parse_checkpoint(note):
    """(origin, size, root, signed text, [(name, key id, signature)]), or None."""
    text, gap, tail = note.rpartition("\n\n")
    lines = (text + "\n").split("\n")
    if not gap or not tail.endswith("\n") or len(lines) < 4 or not lines[0] or not re.match(r"(0|[1-9]\d*)\Z", lines[1]): return None
    root, signatures = b64(lines[2]), []
    for line in tail[:-1].split("\n"):
        match = re.match("\u2014 (\\S+) (\\S+)\\Z", line)
        data = b64(match.group(2)) if match else None
        if data is None or len(data) < 5: return None
        signatures.append((match.group(1), data[:4], data[4:]))
    return (lines[0], int(lines[1]), root, text + "\n", signatures) if root and len(root) == HASH and "" not in lines[:-1] else None

# --- the log ---------------------------------------------------------------------------------------------------------------
class Report:
    def __init__(self):
        self.findings, self.counts, self.entries, self.sealed, self.signed = [], {}, 0, 0, []
    def add(self, code, shard, seq, message):
        self.counts[code] = self.counts.get(code, 0) + 1
        if self.counts[code] <= 100:
            self.findings.append({"code": code, "severity": SEVERITY.get(code, "tampering"), "shard": shard, "seq": seq, "message": message})
    def exit_code(self):
        found = {SEVERITY.get(code, "tampering") for code in self.counts}
        return 1 if "tampering" in found else 2 if "incomplete" in found else 4 if "notice" in found else 0
def refuse(text):
    raise ValueError("not a whole number: " + text)
def ms(time):
    return int(datetime.strptime(time + "+0000", "%Y-%m-%dT%H:%M:%S.%fZ%z").timestamp() * 1000)
def json_lines(text):
    """The objects of JSON lines; None for a line that is none."""
    for line in filter(None, text.split("\n")):
        try:
            value = json.loads(line)
            yield value if isinstance(value, dict) else None
        except ValueError:
            yield None

class Log:
    """What is remembered over the years of the log."""
    def __init__(self, report, trusted):
        self.report, self.trusted = report, trusted
        self.ids, self.boots, self.intents, self.closed, self.missing, self.erased = set(), {}, {}, set(), {}, set()
        self.last_hash, self.last_shard, self.name, self.since, self.time, self.beat = GENESIS, None, None, "", "", None
    def read_leaf(self, shard, seq, data):
        add = self.report.add
        try:
            text = data.decode("ascii")
            leaf = json.loads(text, parse_float=refuse, parse_constant=refuse)
            if len(data) > MAX_LEAF or leaf["v"] != "carrel-audit/1" or set(leaf) - KNOWN or any(name not in leaf for name in NEEDED):
                raise ValueError("a key too many or too few")
            if not HEX.match(leaf["prev"]) or not TIME.match(leaf["time"]) or not isinstance(leaf["seq"], int):
                raise ValueError("a value of another form")
            ms(leaf["time"]), leaf["clk"]["boot"], leaf["clk"]["up_ms"] + 0, leaf["actor"]["ref"], leaf["origin"]["req"]
            for name in ("question", "answer", "comment", "document", "filter", "identifier", "user", "ctx_more"):
                if name in leaf and leaf[name]["s"] not in leaf.get("sealed", {}): raise ValueError("a sealed field without its commitment")
        except (ValueError, KeyError, TypeError) as error:
            add("invalid-leaf", shard, seq, "The leaf is not of the schema carrel-audit/1: %s." % error)
            return None
        if json.dumps(leaf, sort_keys=True, separators=(",", ":")) != text:
            add("not-canonical", shard, seq, "The leaf is not in the canonical form of RFC 8785.")
        return leaf
    def check_leaf(self, shard, seq, leaf, digest, sealed):
        add = self.report.add
        if leaf["seq"] != seq: add("moved-leaf", shard, seq, "At the place %d stands the leaf with the number %d." % (seq, leaf["seq"]))
        if leaf["id"] in self.ids: add("repeated-id", shard, seq, "The event %s has a place already." % leaf["id"])
        self.ids.add(leaf["id"])
        name = leaf["log"].rpartition("/")[0]
        self.name = self.name or name
        if leaf["log"] != "%s/%d" % (self.name, shard): add("wrong-log", shard, seq, "The leaf says that it is of %s." % leaf["log"])
        if leaf["prev"] != self.last_hash and seq > 0:
            add("broken-chain", shard, seq, "The leaf names %s as the hash before it; that is %s." % (leaf["prev"], self.last_hash))
        self.check_clock(shard, seq, leaf)
        self.check_pairing(shard, seq, leaf)
        self.check_sealed(shard, seq, leaf, sealed)
    def check_link(self, shard, leaf, size_before):
        before = leaf.get("detail", {}).get("prev_shard", "none") if leaf["type"] == "log.opened" else "none"
        wanted = None if self.last_shard is None else {"shard": self.last_shard, "size": size_before, "hash": self.last_hash}
        if isinstance(before, dict) and before.get("shard") != self.last_shard:
            self.report.add("missing-shard", before.get("shard"), None, "%s goes on from a year that is not here." % leaf["log"])
        elif before != wanted or leaf["prev"] != self.last_hash:
            self.report.add("broken-shard-link", shard, 0, "The year does not go on from the end of the one before.")
    def check_clock(self, shard, seq, leaf):
        stamp, stamps = (leaf["clk"]["up_ms"], leaf["time"]), self.boots.setdefault(leaf["clk"]["boot"], [])
        at = bisect.bisect_right(stamps, (stamp[0], "~"))
        earlier = [time for up, time in stamps[:at] if up < stamp[0]]
        if (earlier and max(earlier) > stamp[1]) or (at < len(stamps) and stamps[at][1] < stamp[1]):
            self.report.add("time-back", shard, seq, "Within one run of a process, time does not go with its running time.")
        else:
            stamps.insert(at, stamp)
            del stamps[:-256]
        if leaf["actor"]["ref"] == "sys_audit" and leaf["origin"]["req"] == "sequencer":
            if self.beat and self.beat[0] == leaf["clk"]["boot"] and stamp[0] - self.beat[1] > HEARTBEAT_MS:
                self.report.add("heartbeat-gap", shard, seq, "The sequencer ran for %d ms without a heartbeat." % (stamp[0] - self.beat[1]))
            self.beat = (leaf["clk"]["boot"], stamp[0])
    def check_pairing(self, shard, seq, leaf):
        self.time = max(self.time, leaf["time"])
        if leaf["type"] == "node.started" and leaf["actor"]["ref"] == "sys_audit": self.since = leaf["time"]
        if leaf["type"] == "question.accepted":
            self.intents[leaf["id"]] = (shard, seq, leaf["time"])
        elif leaf["type"] in TERMINAL:
            prior = leaf.get("prior")
            if prior in self.intents:
                del self.intents[prior]
                self.closed.add(prior)
            elif prior in self.closed:
                self.report.add("second-terminal", shard, seq, "The question %s has a terminal record already." % prior)
            else:
                self.report.add("terminal-without-intent", shard, seq, "There is no accepted question %s before its end." % prior)
    def check_sealed(self, shard, seq, leaf, sealed):
        if sealed is None: return
        named = leaf.get("sealed", {})
        for field, seal in named.items():
            if sealed.get(field) == seal["ct"]:
                self.report.sealed += 1
            elif field in sealed:
                self.report.add("sealed-changed", shard, seq, "The sealed field %s is not the one that the leaf names." % field)
            elif seal["dek"] in self.erased:
                self.report.add("sealed-missing", shard, seq, "The sealed field %s is missing; its key was erased before." % field)
            else:
                self.missing.setdefault(seal["dek"], (shard, seq, field))
        for field in set(sealed) - set(named):
            self.report.add("sealed-unknown", shard, seq, "There is a sealed field %s that the leaf does not know." % field)
        if leaf["type"] == "erasure.executed":
            for dek in leaf.get("detail", {}).get("deks", []):
                self.erased.add(dek)
                if dek in self.missing:
                    place = self.missing.pop(dek)
                    self.report.add("erased", place[0], place[1], "Sealed fields under %s were erased by entry %d/%d." % (dek, shard, seq))
    def end(self):
        for shard, seq, field in self.missing.values():
            self.report.add("sealed-missing", shard, seq, "The sealed field %s is missing; no erasure explains it." % field)
        for shard, seq, time in self.intents.values():
            late = ms(self.time) - ms(max(time, self.since)) > OPEN_INTENT_MS
            code, what = ("intent-not-closed", "has no terminal record") if late else ("intent-open", "is still being answered")
            self.report.add(code, shard, seq, "The question accepted at %s %s." % (time, what))
    # One year.
    def checkpoints(self, shard, read):
        """Roots by size, and the largest size. Reports what is not a checkpoint of this year, signed by a trusted key."""
        add, text = self.report.add, lambda name: (read(name) or b"").decode("utf-8", "replace")
        own = [parse_key(line) for line in text("keys.txt").split("\n") if line]
        if None in own: add("invalid-checkpoint", shard, None, "The key in keys.txt cannot be read.")
        keys = [key for key in (self.trusted if self.trusted is not None else own) if key]
        roots = {}
        notes = [str((row or {}).get("note")) for row in json_lines(text("checkpoints.jsonl"))]
        newest = text("checkpoint")
        if not newest and not notes: add("checkpoint-missing", shard, None, "There is no checkpoint.")
        notes += [newest] if newest else []
        # Pure Python needs milliseconds for a signature: of very many, the newest and an even choice of the others are verified.
        step = -(-len(notes) // MAX_SIGNATURES)
        for number, note in enumerate(notes):
            parsed = parse_checkpoint(note)
            if parsed is None or not parsed[0].endswith("/%d" % shard):
                add("invalid-checkpoint", shard, None, "A checkpoint cannot be read, or is of another log.")
                continue
            origin, size, root, body, signatures = parsed
            if roots.setdefault(size, root) != root: add("two-roots", shard, size - 1, "Two roots were signed for %d entries." % size)
            if number % step and number + 1 < len(notes): continue
            mine = [(key, sig) for key in keys for name, key_id, sig in signatures if key[0] == name == origin and key[1] == key_id]
            if not mine: add("unknown-key", shard, None, "The checkpoint of %d entries is not signed by a key that is trusted." % size)
            if any(not ed25519_verify(key[2], body.encode(), sig) for key, sig in mine):
                add("bad-signature", shard, None, "The signature on the checkpoint of %d entries is wrong." % size)
        parsed = parse_checkpoint(newest)
        return roots, parsed[1] if parsed else 0, keys
    def check_year(self, shard, read, size_before):
        add = self.report.add
        roots, size, keys = self.checkpoints(shard, read)
        data = read("sealed.jsonl")
        rows = None if data is None else json_lines(data.decode("utf-8", "replace"))
        sealed = None if rows is None else {row.get("seq"): row.get("sealed") or {} for row in rows if row}
        tree, agreed = Tree(size), None
        for index in range(-(-size // WIDTH)):
            width = min(WIDTH, size - index * WIDTH)
            bundle = read_tile(read, "entries", index, width)
            entries = None if bundle is None else split_bundle(bundle)
            if entries is None: break
            hashes = read_tile(read, 0, index, width) or b""
            for at, entry in enumerate(entries[:width]):
                seq, digest = tree.size, leaf_hash(entry)
                if hashes[at * HASH:(at + 1) * HASH] not in (digest, b""):
                    add("edited-leaf", shard, seq, "The leaf's bytes do not have the hash that the tile says.")
                tree.append(digest)
                if tree.size in roots and roots[tree.size] != tree.root():
                    add("root-mismatch", shard, seq, "The checkpoint of %d entries has another root than the entries give." % tree.size)
                elif tree.size in roots: agreed = (tree.size, tree.root().hex())
                leaf = self.read_leaf(shard, seq, entry)
                if leaf and seq == 0: self.check_link(shard, leaf, size_before)
                if leaf: self.check_leaf(shard, seq, leaf, digest, None if sealed is None else sealed.get(seq, {}))
                self.last_hash = digest.hex()
        self.report.entries += tree.size
        if tree.size < size: add("truncated-tail", shard, tree.size, "Expected %d entries, got %d." % (size, tree.size))
        if roots and max(roots) > tree.size:
            add("checkpoint-ahead", shard, max(roots) - 1, "A checkpoint covers %d entries; %d are there." % (max(roots), tree.size))
        self.check_tiles(shard, read, tree)
        names = ["%s+%s" % (key[0], key[1].hex()) for key in keys]
        if agreed: self.report.signed.append({"shard": shard, "size": agreed[0], "rootHash": agreed[1], "keys": names})
        self.last_shard = shard
        return tree.size
    def check_tiles(self, shard, read, tree):
        for level, row in enumerate(tree.rows):
            for index, expected in row.items():
                if index == "next": continue
                full, place = index < row["next"], "The tile at level %d, index %d " % (level, index)
                data = read_tile(read, level, index, WIDTH if full else len(expected) // HASH)
                if data is None: self.report.add("tile-missing", shard, None, place + "is not there.")
                elif (hashlib.sha256(data).digest() if full else data[:len(expected)]) != expected:
                    self.report.add("tile-mismatch", shard, None, place + "is not that of the entries.")
def open_source(path):
    """(names at the top, read(path) -> bytes or None)"""
    if os.path.isdir(path):
        def read(name):
            full = os.path.join(path, *name.split("/"))
            return open(full, "rb").read() if os.path.isfile(full) else None
        return os.listdir(path), read
    archive = zipfile.ZipFile(path)
    names = set(archive.namelist())
    def unpack(name):
        try:
            return archive.read(name) if name in names else None
        except (zipfile.BadZipFile, zlib.error):
            return b""  # damaged: whatever is expected of it does not hold

    return {name.split("/")[0] for name in names}, unpack
def check_manifest(report, read):
    try:
        files = dict(json.loads(read("manifest.json") or b'{"files":{}}')["files"])
    except (ValueError, KeyError, TypeError):
        return report.add("bundle-changed", None, None, "The manifest cannot be read.")
    for name, digest in files.items():
        content = read(name)
        if content is None or hashlib.sha256(content).hexdigest() != digest:
            report.add("bundle-changed", None, None, "The file %s is not the one that the manifest names." % name)
def main(arguments):
    as_json, rest, keys = "--json" in arguments, [one for one in arguments if one != "--json"], None
    if "--keys" in rest[:-1]:
        at = rest.index("--keys")
        keys, rest = rest[at + 1], rest[:at] + rest[at + 2:]
    if len(rest) != 1 or rest[0].startswith("-"):
        print(__doc__, file=sys.stderr)
        return 3
    try:
        trusted = None if keys is None else [parse_key(line.strip()) for line in open(keys, encoding="utf-8") if line.strip() and line[0] != "#"]
        names, read = open_source(rest[0])
    except (OSError, zipfile.BadZipFile) as error:
        print("verify.py: %s" % error, file=sys.stderr)
        return 3
    years = sorted(int(name) for name in names if re.match(r"\d{4}\Z", name))
    if not years or (trusted is not None and None in trusted):
        print("verify.py: %s" % ("a key cannot be read" if years else "there is no log here: expected folders such as 2026"), file=sys.stderr)
        return 3
    report, size = Report(), 0
    log = Log(report, trusted)
    check_manifest(report, read)
    for year in years: size = log.check_year(year, lambda name, year=year: read("%d/%s" % (year, name)), size)
    log.end()
    if report.entries == 0: report.add("empty-log", None, None, "The log has no entries.")
    code, verdicts = report.exit_code(), {0: "ok", 1: "tampered", 2: "incomplete", 4: "erased"}
    if as_json:
        print(json.dumps({"verdict": verdicts[code], "exitCode": code, "entryCount": report.entries, "sealedCount": report.sealed,
                          "checkpoints": report.signed, "counts": report.counts, "findings": report.findings}))
        return code
    words = {0: "The log is whole.", 1: "The log was tampered with.", 2: "The log is incomplete.",
             4: "The log is whole; some sealed content was erased, as the log itself says."}
    print("%s\n%d entries, %d sealed fields." % (words[code], report.entries, report.sealed))
    for one in report.signed:
        print("%d: %d entries, root %s, signed by %s" % (one["shard"], one["size"], one["rootHash"], ", ".join(one["keys"])))
    for one in report.findings: print("%s %s at %s/%s: %s" % (one["severity"], one["code"], one["shard"], one["seq"], one["message"]))
    return code

if __name__ == "__main__": sys.exit(main(sys.argv[1:]))
