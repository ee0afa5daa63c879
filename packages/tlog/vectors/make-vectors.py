"""Makes vectors.json from the words of the standards, with Python's standard library alone and nothing of the TypeScript.

RFC 6962 section 2.1 (tree, audit path, consistency proof), C2SP tlog-tiles (paths, tiles, entry bundles), C2SP signed-note,
tlog-checkpoint and tlog-cosignature (key ids, notes, cosignature/v1), RFC 8032 section 6 (Ed25519).

    python3 make-vectors.py > vectors.json
"""
import base64, hashlib, json

H = lambda *parts: hashlib.sha256(b"".join(parts)).digest()
leaf = lambda d: H(b"\0", d)
b64 = lambda b: base64.b64encode(b).decode()


def k(n):  # the largest power of two smaller than n
    p = 1
    while p * 2 < n:
        p *= 2
    return p


def MTH(D):
    if len(D) == 0:
        return H()
    if len(D) == 1:
        return leaf(D[0])
    return H(b"\1", MTH(D[: k(len(D))]), MTH(D[k(len(D)) :]))


def PATH(m, D):
    if len(D) == 1:
        return []
    s = k(len(D))
    return PATH(m, D[:s]) + [MTH(D[s:])] if m < s else PATH(m - s, D[s:]) + [MTH(D[:s])]


def SUBPROOF(m, D, b):
    if m == len(D):
        return [] if b else [MTH(D)]
    s = k(len(D))
    if m <= s:
        return SUBPROOF(m, D[:s], b) + [MTH(D[s:])]
    return SUBPROOF(m - s, D[s:], False) + [MTH(D[:s])]


# Ed25519, RFC 8032 section 6.
p, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
d = -121665 * pow(121666, p - 2, p) % p


def add(P, Q):
    A, B = (P[1] - P[0]) * (Q[1] - Q[0]) % p, (P[1] + P[0]) * (Q[1] + Q[0]) % p
    C, D = 2 * P[3] * Q[3] * d % p, 2 * P[2] * Q[2] % p
    E, F, G, J = B - A, D - C, D + C, B + A
    return (E * F % p, G * J % p, F * G % p, E * J % p)


def mul(s, P):
    Q = (0, 1, 1, 0)
    while s:
        if s & 1:
            Q = add(Q, P)
        P, s = add(P, P), s >> 1
    return Q


gy = 4 * pow(5, p - 2, p) % p
x2 = (gy * gy - 1) * pow(d * gy * gy + 1, p - 2, p)
gx = pow(x2, (p + 3) // 8, p)
if (gx * gx - x2) % p:
    gx = gx * pow(2, (p - 1) // 4, p) % p
gx = p - gx if gx & 1 else gx
G = (gx, gy, 1, gx * gy % p)


def compress(P):
    z = pow(P[2], p - 2, p)
    x, y = P[0] * z % p, P[1] * z % p
    return (y | ((x & 1) << 255)).to_bytes(32, "little")


def expand(seed):
    h = hashlib.sha512(seed).digest()
    a = int.from_bytes(h[:32], "little") & ((1 << 254) - 8) | (1 << 254)
    return a, h[32:]


public = lambda seed: compress(mul(expand(seed)[0], G))


def sign(seed, m):
    a, prefix = expand(seed)
    A = compress(mul(a, G))
    r = int.from_bytes(hashlib.sha512(prefix + m).digest(), "little") % L
    R = compress(mul(r, G))
    h = int.from_bytes(hashlib.sha512(R + A + m).digest(), "little") % L
    return R + ((r + h * a) % L).to_bytes(32, "little")


def path(n):
    s = str(n)
    s = s.zfill((len(s) + 2) // 3 * 3)
    parts = [s[i : i + 3] for i in range(0, len(s), 3)]
    return "/".join(["x" + one for one in parts[:-1]] + parts[-1:])


def key_id(name, kind, key):
    return H(name.encode(), b"\n", bytes([kind]), key)[:4]


D = [bytes((i * 7 + j) % 256 for j in range(i % 40)) for i in range(33)]
many = [i.to_bytes(4, "big") for i in range(600)]
leaves = [leaf(one) for one in many]
level1 = [MTH(many[i * 256 : (i + 1) * 256]) for i in range(2)]
seed, witness_seed = bytes(range(32)), bytes(range(32, 64))
name, witness = "carrel.example.com/audit/2026", "witness.example.com/w1"
pk, wpk = public(seed), public(witness_seed)
body = "%s\n%d\n%s\n" % (name, len(D), b64(MTH(D)))
stamp = 1795593600
cosigned = ("cosignature/v1\ntime %d\n" % stamp).encode() + body.encode()
line = b64(key_id(name, 1, pk) + sign(seed, body.encode()))
wline = b64(key_id(witness, 4, wpk) + stamp.to_bytes(8, "big") + sign(witness_seed, cosigned))

print(json.dumps({
    "sha256": [{"message": bytes(i % 251 for i in range(n)).hex(), "digest": H(bytes(i % 251 for i in range(n))).hex()}
               for n in (0, 1, 3, 55, 56, 63, 64, 65, 119, 120, 128, 1000)],
    "leaves": [one.hex() for one in D],
    "roots": [MTH(D[:n]).hex() for n in range(len(D) + 1)],
    "inclusion": [{"index": m, "size": n, "proof": [h.hex() for h in PATH(m, D[:n])]} for n in range(1, 22) for m in range(n)],
    "consistency": [{"old": m, "new": n, "proof": [h.hex() for h in SUBPROOF(m, D[:n], True)]} for n in range(1, 22) for m in range(1, n + 1)],
    "paths": [{"index": n, "path": path(n)} for n in (0, 1, 255, 999, 1000, 1234067, 999999, 1000000, 123456789012)],
    "tiles": {
        "size": len(many),
        "root": MTH(many).hex(),
        "sha256": {
            "tile/0/000": H(*leaves[:256]).hex(), "tile/0/001": H(*leaves[256:512]).hex(), "tile/0/002.p/88": H(*leaves[512:]).hex(),
            "tile/1/000.p/2": H(*level1).hex(),
        },
        "bundle": H(b"".join(len(e).to_bytes(2, "big") + e for e in many[512:])).hex(),
    },
    "ed25519": [{"seed": s.hex(), "public": public(s).hex(), "message": m.hex(), "signature": sign(s, m).hex()}
                for s, m in ((seed, b""), (witness_seed, b"carrel"), (H(b"seed"), bytes(range(200))))],
    "note": {
        "seed": seed.hex(), "witnessSeed": witness_seed.hex(), "timestamp": stamp, "size": len(D), "root": MTH(D).hex(),
        "key": "%s+%s+%s" % (name, key_id(name, 1, pk).hex(), b64(b"\1" + pk)),
        "witnessKey": "%s+%s+%s" % (witness, key_id(witness, 4, wpk).hex(), b64(b"\4" + wpk)),
        "text": body,
        "note": body + "\n\u2014 %s %s\n\u2014 %s %s\n" % (name, line, witness, wline),
    },
}))
