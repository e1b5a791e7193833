/** Numbers in words for people. */

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'];

export function bytes(count) {
  if (count === 1) return '1 byte';
  let unit = 0;
  while (count >= 999.5 && unit < UNITS.length - 1) {
    count /= 1000;
    unit++;
  }
  const digits = unit === 0 || count >= 99.95 ? 0 : 1;
  return `${count.toFixed(digits).replace(/\.0$/, '')} ${UNITS[unit]}`;
}

/** Rounded down: 100 is said only when it is true. */
export function percent(part, whole) {
  return whole === 0 ? 0 : Math.floor((part / whole) * 100);
}

export function duration(seconds) {
  if (seconds < 59.5) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.round(hours / 24)} days`;
}

/** The speed over the last few seconds. */
export class Speed {
  static #WINDOW = 6_000;
  static #STEP = 200;
  #samples = [];

  reset() {
    this.#samples = [];
  }

  add(total, now = performance.now()) {
    const last = this.#samples.at(-1);
    if (last && total < last.total) this.reset();
    if (last && now - last.now < Speed.#STEP) return;
    this.#samples.push({ total, now });
    while (this.#samples.length > 2 && now - this.#samples[0].now > Speed.#WINDOW) this.#samples.shift();
  }

  /** Bytes in a second, or null while it is too early to tell. */
  get value() {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (!first || last.now - first.now < 1_000) return null;
    return ((last.total - first.total) / (last.now - first.now)) * 1000;
  }
}
