/** Who may send: a few uploads at the same time in one page, and each upload in one tab alone. */

/** Lets at most `count` uploads send at the same time; share one among uploads. First come, first served. */
export class Slots {
  #free;
  #queue = [];

  constructor(count) {
    this.#free = count;
  }

  /** Rejects with the signal's reason when it is aborted before `work` had its turn. */
  async use(signal, work) {
    if (this.#free > 0) this.#free--;
    else await this.#turn(signal);
    try {
      return await work();
    } finally {
      const next = this.#queue.shift();
      if (next) next();
      else this.#free++;
    }
  }

  #turn(signal) {
    return new Promise((start, leave) => {
      this.#queue.push(start);
      signal.addEventListener('abort', () => {
        this.#queue = this.#queue.filter((other) => other !== start);
        leave(signal.reason);
      });
    });
  }
}

/**
 * Runs `work` while no other tab of this origin runs the same `task`; calls `onBusy` before it waits for that. Browsers have
 * Web Locks on https and localhost only; elsewhere `work` runs at once.
 */
export async function alone(task, signal, onBusy, work) {
  const { locks } = globalThis.navigator;
  if (!locks) return work();
  const isFree = await locks.request(task, { ifAvailable: true }, async (lock) => {
    if (lock) await work();
    return Boolean(lock);
  });
  if (isFree || signal.aborted) return;
  onBusy();
  await locks.request(task, { signal }, work);
}

/** Whether any tab of this origin runs `task`. */
export async function isRunning(task) {
  const { held = [] } = (await globalThis.navigator.locks?.query()) ?? {};
  return held.some(({ name }) => name === task);
}
