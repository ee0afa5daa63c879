/** A value that is made when it is first asked for. */
export interface Lazy<Value> {
  /** Makes it, once. What could not be made is not remembered: the next one who asks tries again. */
  get(): Promise<Value>;
  /** What was made, or is being made; null while nobody has asked, or after a failure. */
  peek(): Promise<Value> | null;
}

export function createLazy<Value>(make: () => Promise<Value>): Lazy<Value> {
  let made: Promise<Value> | null = null;
  return {
    get() {
      if (made !== null) return made;
      const making = make();
      made = making;
      making.catch(() => {
        if (made === making) made = null;
      });
      return making;
    },
    peek: () => made,
  };
}
