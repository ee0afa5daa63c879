/** What is remembered about each event id. A set of millions of strings would take gigabytes; this takes 17 bytes each, and room to grow. */
export interface EventMarks {
  /** The mark of the id; 0 when it was never set. */
  get(id: string): number;
  /** @param mark 1…255. */
  set(id: string, mark: number): void;
  readonly size: number;
}

/** An open-addressing table of UUIDs (four 32-bit words each) and a byte of mark. */
export function createEventMarks(initialCapacity = 1_024): EventMarks {
  let capacity = initialCapacity;
  let words = new Uint32Array(capacity * 4);
  let marks = new Uint8Array(capacity);
  let size = 0;
  const key = new Uint32Array(4);

  /** The slot of the key, or the free one where it belongs. */
  const slotOf = (): number => {
    // The last word of a version 4 or 7 UUID is random.
    let slot = ((key[3] ?? 0) ^ (key[1] ?? 0)) & (capacity - 1);
    while (marks[slot] !== 0 && !isKeyAt(slot)) slot = (slot + 1) & (capacity - 1);
    return slot;
  };
  const isKeyAt = (slot: number): boolean => {
    const at = slot * 4;
    return words[at] === key[0] && words[at + 1] === key[1] && words[at + 2] === key[2] && words[at + 3] === key[3];
  };

  const grow = () => {
    const oldWords = words;
    const oldMarks = marks;
    capacity *= 2;
    words = new Uint32Array(capacity * 4);
    marks = new Uint8Array(capacity);
    for (let old = 0; old < oldMarks.length; old += 1) {
      if (oldMarks[old] === 0) continue;
      key.set(oldWords.subarray(old * 4, old * 4 + 4));
      const slot = slotOf();
      words.set(key, slot * 4);
      marks[slot] = oldMarks[old] ?? 0;
    }
  };

  return {
    get(id) {
      readUuid(id, key);
      return marks[slotOf()] ?? 0;
    },
    set(id, mark) {
      if (size * 4 >= capacity * 3) grow();
      readUuid(id, key);
      const slot = slotOf();
      if (marks[slot] === 0) {
        size += 1;
        words.set(key, slot * 4);
      }
      marks[slot] = mark;
    },
    get size() {
      return size;
    },
  };
}

/** `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx` as four words. */
function readUuid(id: string, into: Uint32Array): void {
  into[0] = Number.parseInt(id.slice(0, 8), 16);
  into[1] = Number.parseInt(id.slice(9, 13) + id.slice(14, 18), 16);
  into[2] = Number.parseInt(id.slice(19, 23) + id.slice(24, 28), 16);
  into[3] = Number.parseInt(id.slice(28, 36), 16);
}
