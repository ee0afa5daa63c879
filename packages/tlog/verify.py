#!/usr/bin/env python3
"""Verifies an audit log of Carrel with nothing but Python's standard library, and without a network.

PATH is an evidence bundle (.zip), the same unpacked, or a folder of published tiles: for each year a folder such as 2026/ in the
layout of C2SP tlog-tiles, and in it, as far as they are there, keys.txt, checkpoints.jsonl (earlier checkpoints) and sealed.jsonl
(digests of the sealed fields). --keys has one trusted key a line, name+id+key as C2SP signed-note writes it, and behind it, if need
be, the first and last size that it may sign; without it, keys.txt is believed and printed, to be compared with what came another
way. --policy names the witnesses (C2SP tlog-policy); receipts and disclosed keys are JSON, one a line; --receipt is that of an answer.
Exit status: 0 whole, 1 tampered with, 2 incomplete, 3 bad usage, 4 whole but for content that was erased, as the log says.

Written from RFC 6962, 8032, 8785 and 5869, C2SP tlog-* and signed-note, and the log's specification; shares nothing with Carrel's verifier.
"""
import argparse, base64, bisect, csv, hashlib, hmac, json, os, re, sys, zipfile, zlib
from datetime import datetime
WIDTH, HASH, GENESIS = 256, 32, "0" * 64
OPEN_INTENT_MS, HEARTBEAT_MS, MAX_LEAF, MAX_SIGNATURES = 30 * 60_000, 150_000, 32_768, 256
TERMINAL = {"answer.completed", "answer.refused", "answer.interrupted"}
SEVERITY = {"erased": "notice", "intent-open": "incomplete", "heartbeat-gap": "incomplete", "tile-missing": "incomplete",
            "checkpoint-missing": "incomplete", "empty-log": "incomplete", "witness-missing": "incomplete", "discontinuity": "incomplete"}
VERDICTS = [("tampering", 1, "tampered"), ("incomplete", 2, "incomplete"), ("notice", 4, "erased")]
WORDS = {"ok": "The log is whole.", "tampered": "The log was tampered with.", "incomplete": "The log is incomplete.",
         "erased": "The log is whole; some sealed content was erased, as the log itself says."}
POINTERS = ["question", "answer", "comment", "document", "filter", "identifier", "user", "ctx_more"]
NEEDED = ["v", "log", "seq", "id", "time", "clk", "type", "outcome", "reason", "actor", "origin", "prev"]
KNOWN = set(NEEDED + POINTERS + ["prior", "target", "ctx", "authz", "retrieval", "model", "embed", "perf", "detail", "sealed"])
CSV = ("time:time shard: seq:seq id:id type:type outcome:outcome reason:reason actor_kind:actor.kind actor_ref:actor.ref session:actor.sess auth: "
       "via:actor.via on_behalf_of:actor.obo channel:origin.channel node:origin.node request:origin.req target_kind:target.kind target_ref:target.ref "
       "target_version:target.ver intent_id:prior question_chars:question.len passages: passages_cited: documents: model:model.name decision:answer.decision "
       "tokens_in:answer.tok_in tokens_out:answer.tok_out total_ms:perf.total_ms leaf_hash:")
HEADER, PATHS = zip(*(one.split(":") for one in CSV.split()))
HEX, TIME = re.compile(r"[0-9a-f]{64}\Z"), re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\Z")
# --- Ed25519 (RFC 8032, section 5.1 and 6) ---
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
    if (x & 1) != sign: x = P - x
    return None if y >= P or (x * x - x2) % P or x == P else (x, y, 1, x * y % P)
def compress(point):
    x, y = (one * pow(point[2], P - 2, P) % P for one in point[:2])
    return (y | ((x & 1) << 255)).to_bytes(32, "little")
BASE = decompress((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
def ed25519_verify(public, message, signature):
    point = decompress(public) if len(public) == 32 and len(signature) == 64 else None
    s = int.from_bytes(signature[32:], "little")
    if point is None or s >= ORDER: return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    return compress(point_add(point_mul(s, BASE), point_mul(k, (P - point[0], point[1], 1, P - point[3])))) == signature[:32]
# --- the tree (RFC 6962, section 2.1) and tiles (C2SP tlog-tiles) ---
def leaf_hash(leaf): return hashlib.sha256(b"\0" + leaf).digest()
def node_hash(left, right): return hashlib.sha256(b"\1" + left + right).digest()
class Tree:
    """Grows leaf by leaf: keeps a hash for each complete subtree from the left, and makes the tiles up to `limit` leaves."""
    def __init__(self, limit): self.size, self.peaks, self.limit, self.rows = 0, [], limit, []
    def append(self, digest):
        size, node, self.size = self.size, digest, self.size + 1
        while size & 1: node, size = node_hash(self.peaks.pop(), node), size >> 1
        self.peaks.append(node)
        if self.size <= self.limit: self.tile(0, digest)
    def tile(self, level, digest):
        if level == len(self.rows): self.rows.append({})
        row = self.rows[level]
        index = row.setdefault("next", 0)
        row[index] = row.get(index, b"") + digest
        if len(row[index]) == WIDTH * HASH:
            nodes = [row[index][at:at + HASH] for at in range(0, WIDTH * HASH, HASH)]
            while len(nodes) > 1: nodes = [node_hash(nodes[at], nodes[at + 1]) for at in range(0, len(nodes), 2)]
            row[index], row["next"] = hashlib.sha256(row[index]).digest(), index + 1
            self.tile(level + 1, nodes[0])
    def root(self):
        node = self.peaks[-1] if self.peaks else hashlib.sha256().digest()
        for peak in reversed(self.peaks[:-1]): node = node_hash(peak, node)
        return node
def read_tile(read, where, index, width):
    groups = re.findall("...", str(index).zfill(-(-len(str(index)) // 3) * 3))
    path = "tile/%s/%s" % (where, "/".join(["x" + one for one in groups[:-1]] + groups[-1:]))
    data = read("%s.p/%d" % (path, width)) if width < WIDTH else None
    return read(path) if data is None else data
def split_bundle(data):
    entries, at = None if data is None else [], 0
    while at < len(data or b""):
        end = at + 2 + int.from_bytes(data[at:at + 2], "big")
        if at + 2 > len(data) or end > len(data): return None
        entries.append(data[at + 2:end])
        at = end
    return entries
# --- signed notes, checkpoints and witnesses (C2SP) ---
def b64(text):
    try: data = base64.b64decode(text, validate=True)
    except ValueError: return None
    return data if base64.b64encode(data).decode() == text else None
def parse_key(line):
    """(name, key id, public key, type, first size, last size), or None."""
    words = line.split(" ")
    parts, span = words[0].split("+", 2), words[1:]
    data = b64(parts[2]) if len(parts) == 3 else None
    if data is None or len(data) != 33 or data[0] not in (1, 4) or len(span) > 2 or not all(re.match(r"\d{1,15}\Z", one) for one in span): return None
    digest, sizes = hashlib.sha256(parts[0].encode() + b"\n" + data).digest()[:4], [int(one) for one in span] + [0, 2**53][len(span):]
    return (parts[0], digest, data[1:], data[0], *sizes) if digest.hex() == parts[1] else None
def signers(keys, body, signatures):
    """The keys that have signed, and whether a signature that names one of them is wrong."""
    good, bad = [], False
    for key in keys:
        for sig in [sig for name, key_id, sig in signatures if (name, key_id) == key[:2]]:
            head = b"cosignature/v1\ntime %d\n" % int.from_bytes(sig[:8], "big") if key[3] == 4 else b""
            good, bad = (good + [key], bad) if ed25519_verify(key[2], head + body, sig[8:] if head else sig) else (good, True)
    return good, bad
def parse_policy(text):
    """({witness: key}, a function that says whether some of them are a quorum)"""
    witnesses, groups, quorum = {}, {}, None
    for words in filter(None, [line.split() for line in text.split("\n") if not line.startswith("#")]):
        if words[0] == "witness": witnesses[words[1]] = parse_key(words[2])
        elif words[0] == "group": groups[words[1]] = ({"all": len(words) - 3, "any": 1}.get(words[2]) or int(words[2]), words[3:])
        elif words[0] == "quorum": quorum = words[1]
        elif words[0] != "log": raise ValueError("not a line of a policy: " + words[0])
    if quorum is None or None in witnesses.values(): raise ValueError("not a policy")
    def holds(name, by): return name in by or name == "none" or name in groups and sum(holds(one, by) for one in groups[name][1]) >= groups[name][0]
    return witnesses, lambda by: holds(quorum, by)
def parse_checkpoint(note):
    """(origin, size, root, signed text, [(name, key id, signature)]), or None."""
    (text, gap, tail), lines = note.rpartition("\n\n"), note.rpartition("\n\n")[0].split("\n") + [""]
    if not gap or not tail.endswith("\n") or len(lines) < 4 or not lines[0] or not re.match(r"(0|[1-9]\d*)\Z", lines[1]): return None
    found = [re.match("\u2014 (\\S+) (\\S+)\\Z", line) for line in tail[:-1].split("\n")]
    root, signatures = b64(lines[2]), [(one.group(1), b64(one.group(2)) or b"") for one in found if one]
    if None in found or any(len(data) < 5 for _, data in signatures) or not root or len(root) != HASH or "" in lines[:-1]: return None
    return lines[0], int(lines[1]), root, text + "\n", [(name, data[:4], data[4:]) for name, data in signatures]
# --- the log ---
class Report:
    def __init__(self): self.findings, self.counts, self.entries, self.sealed, self.signed = [], {}, 0, 0, []
    def add(self, code, shard, seq, message):
        self.counts[code] = self.counts.get(code, 0) + 1
        if self.counts[code] <= 100: self.findings.append({"code": code, "severity": SEVERITY.get(code, "tampering"), "shard": shard, "seq": seq, "message": message})
    def verdict(self): return next(((code, verdict) for severity, code, verdict in VERDICTS if severity in {SEVERITY.get(one, "tampering") for one in self.counts}), (0, "ok"))
def refuse(text): raise ValueError("not a whole number: " + text)
def ms(time): return int(datetime.strptime(time + "+0000", "%Y-%m-%dT%H:%M:%S.%fZ%z").timestamp() * 1000)
def json_lines(text):
    """The objects of JSON lines; None for a line that is none."""
    for line in filter(None, text.split("\n")):
        try: value = json.loads(line)
        except ValueError: value = None
        yield value if isinstance(value, dict) else None
class Log:
    """What is remembered over the years of the log."""
    def __init__(self, report, trust):
        self.report, self.add, self.trusted, self.policy, self.kept = report, report.add, trust.get("keys"), trust.get("policy"), list(trust.get("kept", []))
        self.receipts, self.rows = {one["eventId"]: one for one in trust.get("receipts", [])}, {}
        self.disclosed, self.requested, self.approved = list(trust.get("disclosures", [])), set(), set()
        for number, row in enumerate(csv.reader(trust["csv"].split("\r\n")) if "csv" in trust else []):
            if row != list(HEADER) if number == 0 else row and (len(row) != len(HEADER) or row[3] in self.rows):
                self.add("csv-mismatch", None, None, "Line %d of the table is not one of an export, or is there twice." % (number + 1))
            elif number and row: self.rows[row[3]] = row
        self.ids, self.boots, self.intents, self.closed, self.missing, self.erased = set(), {}, {}, set(), {}, set()
        self.last_hash, self.last_shard, self.name, self.since, self.time, self.beat = GENESIS, None, None, "", "", None
    def read_leaf(self, shard, seq, data):
        try:
            text = data.decode("ascii")
            leaf = json.loads(text, parse_float=refuse, parse_constant=refuse)
            if len(data) > MAX_LEAF or leaf["v"] != "carrel-audit/1" or set(leaf) - KNOWN or set(NEEDED) - set(leaf): raise ValueError("a key too many or too few")
            if not HEX.match(leaf["prev"]) or not TIME.match(leaf["time"]) or not isinstance(leaf["seq"], int): raise ValueError("a value of another form")
            ms(leaf["time"]), leaf["clk"]["boot"], leaf["clk"]["up_ms"] + 0, leaf["actor"]["ref"], leaf["origin"]["req"]
            if any(name in leaf and leaf[name]["s"] not in leaf.get("sealed", {}) for name in POINTERS): raise ValueError("a sealed field without its commitment")
        except (ValueError, KeyError, TypeError) as error:
            return self.add("invalid-leaf", shard, seq, "The leaf is not of the schema carrel-audit/1: %s." % error)
        if json.dumps(leaf, sort_keys=True, separators=(",", ":")) != text: self.add("not-canonical", shard, seq, "The leaf is not in the canonical form of RFC 8785.")
        return leaf
    def check_leaf(self, shard, seq, leaf, digest, sealed):
        number, name = leaf["seq"], leaf["log"].rpartition("/")[0]
        if number >= self.next:
            if leaf["id"] in self.ids: self.add("repeated-id", shard, seq, "The event %s has a place already." % leaf["id"])
            self.gaps, self.next = self.gaps + list(range(self.next, min(number, self.next + 10**6))), number + 1
        elif leaf["id"] in self.ids: self.add("duplicate-leaf", shard, seq, "The leaf with the number %d is there twice." % number)
        else: self.add("moved-leaf" if number in self.gaps else "inserted-leaf", shard, seq, "The leaf with the number %d does not belong here." % number)
        self.gaps, self.name = [one for one in self.gaps if one != number], self.name or name
        self.ids.add(leaf["id"])
        if leaf["log"] != "%s/%d" % (self.name, shard) or self.origins - {leaf["log"]}: self.add("wrong-log", shard, seq, "The leaf says that it is of %s." % leaf["log"])
        if leaf["prev"] != self.last_hash and seq > 0: self.add("broken-chain", shard, seq, "The leaf does not name %s, the hash before it." % self.last_hash)
        self.check_clock(shard, seq, leaf)
        self.check_pairing(shard, seq, leaf)
        self.check_sealed(shard, seq, leaf, sealed)
        receipt, row = self.receipts.pop(leaf["id"], None), self.rows.pop(leaf["id"], None)
        if receipt and (receipt["shard"], receipt["seq"], receipt["leafHash"]) != (shard, seq, digest.hex()):
            self.add("receipt-mismatch", shard, seq, "A receipt says something else about the event %s." % leaf["id"])
        if row and row != self.csv_row(shard, leaf, digest): self.add("csv-mismatch", shard, seq, "The table says something else than the leaf.")
    def csv_row(self, shard, leaf, digest):
        def value(path):
            at = leaf
            for name in path.split("."): at = at.get(name) if isinstance(at, dict) else None
            return "" if at is None else "'" + at if isinstance(at, str) and re.match("[=+@\t\r\0-]", at) else str(at)
        ctx, cells = leaf.get("ctx"), dict(zip(HEADER, map(value, PATHS)))
        cells.update(shard=str(shard), auth=" ".join(leaf["actor"]["auth"]), leaf_hash=digest.hex(),
                     documents=" ".join(dict.fromkeys(one["doc"] for one in ctx or [])))
        if ctx is not None: cells.update(passages=str(len(ctx)), passages_cited=str(sum(one["cited"] for one in ctx)))
        return list(cells.values())
    def check_link(self, shard, leaf, size_before):
        before = leaf.get("detail", {}).get("prev_shard", "none") if leaf["type"] == "log.opened" else "none"
        wanted = None if self.last_shard is None else {"shard": self.last_shard, "size": size_before, "hash": self.last_hash}
        if isinstance(before, dict) and before.get("shard") != self.last_shard:
            self.add("missing-shard", before.get("shard"), None, "%s goes on from a year that is not here." % leaf["log"])
        elif before != wanted or leaf["prev"] != self.last_hash: self.add("broken-shard-link", shard, 0, "The year does not go on from the end of the one before.")
    def check_clock(self, shard, seq, leaf):
        stamp, stamps = (leaf["clk"]["up_ms"], leaf["time"]), self.boots.setdefault(leaf["clk"]["boot"], [])
        at = bisect.bisect_right(stamps, (stamp[0], "~"))
        earlier = [time for up, time in stamps[:at] if up < stamp[0]]
        if (earlier and max(earlier) > stamp[1]) or (at < len(stamps) and stamps[at][1] < stamp[1]):
            self.add("time-back", shard, seq, "Within one run of a process, time does not go with its running time.")
        else:
            stamps.insert(at, stamp)
            del stamps[:-256]
        if leaf["actor"]["ref"] == "sys_audit" and leaf["origin"]["req"] == "sequencer":
            if self.beat and self.beat[0] == leaf["clk"]["boot"] and stamp[0] - self.beat[1] > HEARTBEAT_MS:
                self.add("heartbeat-gap", shard, seq, "The sequencer ran for %d ms without a heartbeat." % (stamp[0] - self.beat[1]))
            self.beat = (leaf["clk"]["boot"], stamp[0])
    def check_pairing(self, shard, seq, leaf):
        self.time = max(self.time, leaf["time"])
        if leaf["type"] == "node.started" and leaf["actor"]["ref"] == "sys_audit": self.since = leaf["time"]
        kind, prior = leaf["type"], leaf.get("prior")
        if kind == "log.discontinuity": self.add("discontinuity", shard, seq, "A backup was restored, and entries after it may be lost: the log says so.")
        if kind == "erasure.requested" or kind == "erasure.approved" and prior in self.requested: (self.requested if kind[8:] == "requested" else self.approved).add(leaf["id"])
        elif kind in ("erasure.approved", "erasure.executed") and prior not in self.approved:
            self.add("erasure-unfounded", shard, seq, "What %s goes back to is not in the log before it." % kind)
        if kind == "question.accepted": self.intents[leaf["id"]] = (shard, seq, leaf["time"])
        elif kind in TERMINAL:
            if self.intents.pop(prior, None): self.closed.add(prior)
            elif prior in self.closed: self.add("second-terminal", shard, seq, "The question %s has an end already." % prior)
            else: self.add("terminal-without-intent", shard, seq, "There is no question %s before its end." % prior)
    def check_sealed(self, shard, seq, leaf, sealed):
        named = leaf.get("sealed", {})
        for one in [one for one in self.disclosed if one["eventId"] == leaf["id"]]:
            self.disclosed.remove(one)
            field, mac = one["field"].encode(), lambda data, key=bytes.fromhex(one["eventKey"]): hmac.new(key, data, hashlib.sha256).digest()
            seal, digest = named.get(one["field"], {}), hashlib.sha256(b64(one["ciphertext"]) or b"").hexdigest()
            if (mac(mac(field + b"\1") + field + b"\2").hex(), digest) != (seal.get("kc"), seal.get("ct")):
                self.add("sealed-other-key", shard, seq, "The key disclosed for %s is not the one of the leaf." % one["field"])
        if sealed is None: return
        for field, seal in named.items():
            if sealed.get(field) == seal["ct"]: self.report.sealed += 1
            elif field in sealed: self.add("sealed-changed", shard, seq, "The sealed field %s is not that of the leaf." % field)
            elif seal["dek"] in self.erased: self.add("sealed-missing", shard, seq, "The sealed field %s is missing; its key was erased before." % field)
            else: self.missing.setdefault(seal["dek"], (shard, seq, field))
        for field in set(sealed) - set(named): self.add("sealed-unknown", shard, seq, "There is a sealed field %s that the leaf does not know." % field)
        for dek in leaf.get("detail", {}).get("deks", []) if leaf["type"] == "erasure.executed" else []:
            self.erased.add(dek)
            place = self.missing.pop(dek, None)
            if place: self.add("erased", place[0], place[1], "Sealed fields under %s were erased by entry %d/%d." % (dek, shard, seq))
    def end(self, years):
        for one in self.receipts.values(): self.add("receipt-missing", one["shard"], one["seq"], "A receipt is of an event that is not in the log.")
        for one in self.disclosed: self.add("sealed-other-key", None, None, "A key was disclosed for an event that is not in the log.")
        for event in self.rows: self.add("csv-mismatch", None, None, "The table has the event %s, which is not in the log." % event)
        for note in self.kept:
            year = int(parse_checkpoint(note)[0][-4:])
            if year not in years: self.add("missing-shard", year, None, "A checkpoint was kept of a year that is not here.")
        for shard, seq, field in self.missing.values(): self.add("sealed-missing", shard, seq, "The sealed field %s is missing; no erasure explains it." % field)
        for shard, seq, time in self.intents.values():
            late = ms(self.time) - ms(max(time, self.since)) > OPEN_INTENT_MS
            self.add("intent-not-closed" if late else "intent-open", shard, seq, "The question accepted at %s has no end yet." % time)
    def checkpoints(self, shard, read):
        """Roots by size, and the largest size. Reports what is not a checkpoint of this year, signed by a trusted key."""
        text = lambda name: (read(name) or b"").decode("utf-8", "replace")
        own = [parse_key(line) for line in text("keys.txt").split("\n") if line]
        if None in own: self.add("invalid-checkpoint", shard, None, "The key in keys.txt cannot be read.")
        keys = [key for key in (self.trusted if self.trusted is not None else own) if key]
        roots, cosigned, self.origins = {}, set(), set()
        notes = [str((row or {}).get("note")) for row in json_lines(text("checkpoints.jsonl"))]
        newest = text("checkpoint")
        if not newest and not notes: self.add("checkpoint-missing", shard, None, "There is no checkpoint.")
        notes += [note for note in self.kept if parse_checkpoint(note)[0].endswith("/%d" % shard)] + ([newest] if newest else [])
        # Pure Python needs milliseconds for a signature: of very many, the newest and an even choice of the others are verified.
        step = -(-len(notes) // MAX_SIGNATURES)
        for number, note in enumerate(notes):
            parsed = parse_checkpoint(note)
            origin, size, root, body, signatures = parsed or ("", 0, None, "", [])
            if not origin.endswith("/%d" % shard):
                self.add("invalid-checkpoint", shard, None, "A checkpoint cannot be read, or is of another log.")
                continue
            self.origins.add(origin)
            if roots.setdefault(size, root) != root: self.add("two-roots", shard, size - 1, "Two roots were signed for %d entries." % size)
            if number % step and number + 1 < len(notes): continue
            mine, bad = signers([key for key in keys if key[0] == origin and key[3] == 1], body.encode(), signatures)
            if bad: self.add("bad-signature", shard, None, "The signature on the checkpoint of %d entries is wrong." % size)
            elif not mine: self.add("unknown-key", shard, None, "The checkpoint of %d entries is not signed by a key that is trusted." % size)
            elif not any(key[4] <= size <= key[5] for key in mine):
                self.add("key-out-of-range", shard, None, "The checkpoint of %d entries is signed by a key that does not hold there." % size)
            if self.policy: cosigned.add(self.judge_witnesses(shard, origin, body.encode(), signatures))
        if cosigned and "quorum" not in cosigned:
            self.add("unknown-witness" if "strange" in cosigned else "witness-missing", shard, None, "No checkpoint is cosigned as the policy wants.")
        return roots, (parse_checkpoint(newest) or ["", 0])[1], keys
    def judge_witnesses(self, shard, origin, body, signatures):
        witnesses, is_quorum = self.policy
        good, bad = signers(witnesses.values(), body, signatures)
        if bad: self.add("bad-signature", shard, None, "The signature of a witness is wrong.")
        elif is_quorum({name for name, key in witnesses.items() if key in good}): return "quorum"
        strange = {one[:2] for one in signatures if one[0] != origin} - {key[:2] for key in witnesses.values()}
        return "strange" if strange and not bad else "none"
    def check_year(self, shard, read, size_before):
        roots, size, keys = self.checkpoints(shard, read)
        data = read("sealed.jsonl")
        sealed = None if data is None else {row.get("seq"): row.get("sealed") or {} for row in json_lines(data.decode("utf-8", "replace")) if row}
        tree, agreed, self.gaps, self.next = Tree(size), None, [], 0
        for index in range(-(-size // WIDTH)):
            width = min(WIDTH, size - index * WIDTH)
            entries = split_bundle(read_tile(read, "entries", index, width))
            if entries is None: break
            hashes = read_tile(read, 0, index, width) or b""
            for at, entry in enumerate(entries[:width]):
                seq, digest = tree.size, leaf_hash(entry)
                if hashes[at * HASH:(at + 1) * HASH] not in (digest, b""):
                    self.add("edited-leaf", shard, seq, "The leaf's bytes do not have the hash that the tile says.")
                tree.append(digest)
                if tree.size in roots and roots[tree.size] != tree.root():
                    self.add("root-mismatch", shard, seq, "The checkpoint of %d entries has another root than the entries give." % tree.size)
                elif tree.size in roots: agreed = (tree.size, tree.root().hex())
                leaf = self.read_leaf(shard, seq, entry)
                if leaf and seq == 0: self.check_link(shard, leaf, size_before)
                if leaf is None: self.next = max(self.next, seq + 1)
                else: self.check_leaf(shard, seq, leaf, digest, None if sealed is None else sealed.get(seq, {}))
                self.last_hash = digest.hex()
        self.report.entries += tree.size
        if self.next < size: self.add("truncated-tail", shard, self.next, "Expected %d entries, got %d." % (size, tree.size))
        if self.gaps: self.add("missing-leaf", shard, self.gaps[0], "%d entries are missing." % len(self.gaps))
        if roots and max(roots) > tree.size: self.add("checkpoint-ahead", shard, max(roots) - 1, "A checkpoint covers %d entries." % max(roots))
        self.check_tiles(shard, read, tree)
        if agreed: self.report.signed.append({"shard": shard, "size": agreed[0], "rootHash": agreed[1], "keys": ["%s+%s" % (key[0], key[1].hex()) for key in keys]})
        self.last_shard = shard
        return tree.size
    def check_tiles(self, shard, read, tree):
        for level, row in enumerate(tree.rows):
            for index, expected in [one for one in row.items() if one[0] != "next"]:
                full = index < row["next"]
                data = read_tile(read, level, index, WIDTH if full else len(expected) // HASH)
                if data is None: self.add("tile-missing", shard, None, "The tile at level %d, index %d is not there." % (level, index))
                elif (hashlib.sha256(data).digest() if full else data[:len(expected)]) != expected:
                    self.add("tile-mismatch", shard, None, "The tile at level %d, index %d is not that of the entries." % (level, index))
def open_source(path):
    """(names at the top, read(path) -> bytes or None)"""
    if os.path.isdir(path):
        full = lambda name: os.path.join(path, *name.split("/"))
        return os.listdir(path), lambda name: open(full(name), "rb").read() if os.path.isfile(full(name)) else None
    archive = zipfile.ZipFile(path)
    names = set(archive.namelist())
    def unpack(name):
        try: return archive.read(name) if name in names else None
        except (zipfile.BadZipFile, zlib.error): return b""  # damaged: whatever is expected of it does not hold
    return {name.split("/")[0] for name in names}, unpack
def check_manifest(report, read):
    try: files = dict(json.loads(read("manifest.json") or b'{"files":{}}')["files"])
    except (ValueError, KeyError, TypeError): return report.add("bundle-changed", None, None, "The manifest cannot be read.")
    for name, digest in files.items():
        if hashlib.sha256(read(name) or b"").hexdigest() != digest: report.add("bundle-changed", None, None, "The file %s is not that of the manifest." % name)
def verify(names, read, trust):
    """The verdict about a log: `read` gives the bytes at a path, or None; `trust` has what came another way."""
    years = sorted(int(name) for name in names if re.match(r"\d{4}\Z", name))
    if not years: raise ValueError("there is no log here: expected folders such as 2026")
    report, size = Report(), 0
    check_manifest(report, read)
    log = Log(report, trust)
    for year in years: size = log.check_year(year, lambda name, year=year: read("%d/%s" % (year, name)), size)
    log.end(years)
    if report.entries == 0: report.add("empty-log", None, None, "The log has no entries.")
    code, verdict = report.verdict()
    return {"verdict": verdict, "exitCode": code, "entryCount": report.entries, "sealedCount": report.sealed, "checkpoints": report.signed,
            "counts": report.counts, "findings": report.findings}
TRUST = {"keys": lambda text: [parse_key(line.strip()) for line in text.split("\n") if line.strip() and line[0] != "#"], "policy": parse_policy,
         "csv": str, "receipts": lambda text: list(json_lines(text)), "disclosures": lambda text: list(json_lines(text))}
def main(arguments):
    parser = argparse.ArgumentParser(prog="verify.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, more in ("path", {}), ("--json", {"action": "store_true"}): parser.add_argument(name, **more)
    for name, to in ("--since-checkpoint", "kept"), ("--receipt", "answers"): parser.add_argument(name, action="append", default=[], dest=to)
    for name in TRUST: parser.add_argument("--" + name)
    parser.error = lambda message: (print("verify.py: " + message, file=sys.stderr), sys.exit(3))
    options, load = vars(parser.parse_args(arguments)), lambda name: open(name, encoding="utf-8", newline="").read()
    try:
        trust = {name: TRUST[name](load(options[name])) for name in TRUST if options[name]}
        if any(isinstance(value, list) and None in value for value in trust.values()): raise ValueError("a line of a file cannot be read")
        answers = [json.loads(load(name)) for name in options["answers"]]
        for to, what in ("receipts", "events"), ("disclosures", "disclosures"): trust.setdefault(to, []).extend(x for one in answers for x in one[what])
        trust["kept"] = [load(name) for name in options["kept"]] + [event["checkpoint"] for one in answers for event in one["events"]]
        if None in map(parse_checkpoint, trust["kept"]): raise ValueError("a file for --since-checkpoint is no checkpoint")
        result = verify(*open_source(options["path"]), trust)
    except (OSError, ValueError, IndexError, KeyError, TypeError, zipfile.BadZipFile) as error: parser.error(str(error))
    if options["json"]: return print(json.dumps(result)) or result["exitCode"]
    print("%s\n%d entries, %d sealed fields." % (WORDS[result["verdict"]], result["entryCount"], result["sealedCount"]))
    for one in result["checkpoints"]: print("%d: %d entries, root %s, signed by %s" % (one["shard"], one["size"], one["rootHash"], ", ".join(one["keys"])))
    for one in result["findings"]: print("%(severity)s %(code)s at %(shard)s/%(seq)s: %(message)s" % one)
    return result["exitCode"]
if __name__ == "__main__": sys.exit(main(sys.argv[1:]))
