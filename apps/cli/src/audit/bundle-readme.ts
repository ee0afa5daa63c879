/** What a bundle says about itself to somebody who has nothing else. */
export function bundleReadme(verifierKeys: readonly string[]): string {
  return `Evidence: the audit log of a Carrel installation
================================================

Each folder that is named by a year holds the log of that year, in the layout of C2SP tlog-tiles:

  checkpoint         how many entries the log has, the root of the Merkle tree over them, and the signature of the log
  checkpoints.jsonl  every checkpoint before, one a line
  keys.txt           the public key that signs
  tile/entries/...   the entries, 256 a file, each behind its length as a big-endian 16-bit number; an entry is JSON (RFC 8785)
  tile/0/... and up  the hashes of the tree, 256 a file, 32 bytes each (SHA-256, RFC 6962)
  sealed.jsonl       SHA-256 of each encrypted field that is still stored, by the number of its entry

manifest.json has the SHA-256 of every file. It helps to find a damaged copy; what proves the log is the signature.

To verify it, without a network and with nothing but Python 3:

  python3 verify.py .                    (or: python3 verify.py BUNDLE.zip)
  python3 verify.py . --keys trusted.txt

With Carrel at hand, its other verifier, which shares no code with this one, does the same:

  carrel audit verify --bundle BUNDLE.zip --keys trusted.txt

Exit status: 0 whole, 1 tampered with, 2 incomplete, 3 bad usage, 4 whole but for content that was erased, as the log says.

What the signature proves depends on the key. Compare it with one that reached you another way than this file:

${verifierKeys.map((key) => `  ${key}\n`).join('')}
A checkpoint that was kept outside the installation proves more: whoever has the signing key can sign another log, but not one
that agrees with it.
`;
}
