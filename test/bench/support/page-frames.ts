import type { Page } from 'playwright-core';

export interface Scrolling {
  /** Pixels a second. */
  readonly speed: number;
  readonly durationMs: number;
  readonly fromTop: number;
}

/**
 * Scrolls the list of the page evenly, and records when the browser was ready for each frame. It stops at the list's end.
 * @returns milliseconds between one frame and the next.
 */
export async function frameIntervals(page: Page, { speed, durationMs, fromTop }: Scrolling): Promise<readonly number[]> {
  return page.evaluate<number[]>(`new Promise((resolve) => {
    const list = document.querySelector('[data-scrolls]');
    const intervals = [];
    list.scrollTop = ${fromTop};
    let startedAt;
    let last;
    const step = (now) => {
      startedAt ??= now;
      if (last !== undefined) intervals.push(now - last);
      last = now;
      if (now - startedAt > ${durationMs}) return resolve(intervals);
      list.scrollTop = ${fromTop} + ((now - startedAt) / 1000) * ${speed};
      requestAnimationFrame(step);
    };
    requestAnimationFrame(() => requestAnimationFrame(step));
  })`);
}

/** Goes to places all over the list, and waits at each until the rows in sight are there. @returns milliseconds of each. */
export async function jumpTimes(page: Page, count: number): Promise<readonly number[]> {
  return page.evaluate<number[]>(`(async () => {
    const list = document.querySelector('[data-scrolls]');
    const times = [];
    for (let index = 1; index <= ${count}; index += 1) {
      const startedAt = performance.now();
      // Far apart, and no place twice: a step of the golden ratio.
      list.scrollTop = ((index * 0.618034) % 1) * (list.scrollHeight - list.clientHeight);
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      while (list.querySelector('[role="row"][aria-busy="true"]')) await new Promise((resolve) => requestAnimationFrame(resolve));
      times.push(performance.now() - startedAt);
    }
    return times;
  })()`);
}

/** Before anything of the page runs: notes when it can be used. Text, because this workspace knows nothing of a browser's types. */
export const noteInteractive = (selector: string) => `(() => {
  const tasks = [];
  new PerformanceObserver((list) => tasks.push(...list.getEntries())).observe({ type: 'longtask', buffered: true });
  let shownAt = null;
  const look = () => {
    if (shownAt === null && document.querySelector(${JSON.stringify(selector)})) shownAt = performance.now();
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true });
  // Usable is what is shown and is not held up by a task that has begun.
  window.carrelInteractiveMs = () =>
    shownAt === null ? null : Math.max(shownAt, ...tasks.filter((task) => task.startTime < shownAt + 300).map((task) => task.startTime + task.duration));
})()`;
