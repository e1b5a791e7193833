/**
 * Resumable uploads to a Highwater server. No DOM: works in a page and in a worker.
 *
 *     const upload = Upload.of(file, { endpoint: new URL('uploads', document.baseURI).href, onChange: show });
 *     upload.create();
 *
 * `protocol` has the messages, those of wire.js if it is not said; another is ietf.js.
 *
 * To survive a reload, keep `upload.record` and hand it to `Upload.remembered` later, then `attach` the file and `resume`.
 */
import * as wire from './wire.js';
import { Slots, alone, isRunning } from './turns.js';
import { UploadError } from './wire.js';

export { Slots, UploadError };

const FIRST_DELAY = 1_000;
const LONGEST_DELAY = 30_000;
const LONGEST_RETRY_AFTER = 3_600_000;
const DEFAULT_CHUNK = 5 * 1024 * 1024;

/** How often in a row, without a byte of progress, an error is retried that does not go away by itself. */
const PATIENCE = 8;
const TEMPORARY = new Set([408, 429, 502, 503, 504]);

/**
 * One file on its way to the server.
 *
 * `state` is `queued`, `uploading`, `waiting` (an error that will be retried at `retryAt`), `paused`, `needs-file` (what is
 * left cannot be read: `attach` the file), `failed` (see `error`; `resume` or, when `error.endsUpload`, `create` tries
 * again), `complete` (see `etag` and `download`) or `cancelled`. It stays `waiting` while a retry runs, until the server has
 * answered, and while another tab sends the same upload (`error.kind` is `elsewhere`).
 *
 * `onChange(upload, stateChanged)` is called after every change of a public field. `committed` bytes are safe on the
 * server's disk; `sent` counts the bytes on their way too, and so goes back when a connection breaks.
 */
export class Upload {
  state = 'paused';
  url = null;
  committed = 0;
  etag = null;
  /** Where the finished bytes can be read; null when the server does not offer that. */
  download = null;
  /** What an endpoint behind the filter answered, as it was in JSON; null without such an endpoint. */
  answer = null;
  error = null;
  /** When the next retry starts (as `Date.now()`), or null while one runs. */
  retryAt = null;

  #options;
  #protocol;
  #inFlight = 0;
  #chunkSize = DEFAULT_CHUNK;
  #begun = Date.now();
  #failures = 0;
  #refusals = 0;
  #run = null;
  #ended = null;
  #wake = null;
  #task = `highwater ${Date.now()} ${Math.random()}`;

  /** @param {File} file @param {{endpoint: string, protocol?: object, slots?: Slots, onChange?: Function}} options */
  static of(file, options) {
    return new Upload(file, file, options);
  }

  /** An upload begun earlier, in state `needs-file`; see `check`. @param {object} record what `record` was then */
  static remembered(record, options) {
    const upload = new Upload(record, null, options);
    const { url, committed, chunkSize, begun, task } = record;
    Object.assign(upload, { url, committed, state: 'needs-file' });
    upload.#task = task;
    upload.#chunkSize = chunkSize;
    upload.#begun = begun;
    return upload;
  }

  /** Use {@link Upload.of} or {@link Upload.remembered}. */
  constructor({ name, size, type, lastModified }, file, options) {
    Object.assign(this, { name, size, type, lastModified, file });
    this.#options = { protocol: wire, slots: new Slots(1), onChange: () => {}, ...options };
    this.#protocol = this.#options.protocol;
  }

  /** What `remembered` needs, as plain JSON. */
  get record() {
    const { url, name, size, type, lastModified, committed } = this;
    return { url, name, size, type, lastModified, committed, chunkSize: this.#chunkSize, begun: this.#begun, task: this.#task };
  }

  get sent() {
    return Math.min(this.size, this.committed + this.#inFlight);
  }

  /** Whether a file looks like the one that this upload was begun with. */
  matches({ name, size, lastModified }) {
    return name === this.name && size === this.size && lastModified === this.lastModified;
  }

  /** Gives a remembered upload its file. Throws when it is another file. */
  attach(file) {
    if (!this.matches(file)) throw new UploadError('file', 'This is a different file');
    this.file = file;
  }

  /** Starts from the beginning, as a new upload. */
  create() {
    this.url = null;
    this.committed = 0;
    this.resume();
  }

  /** Goes on from what the server has, or starts when it has nothing yet. */
  resume() {
    if (this.#run || this.#isOver()) return;
    this.#run = new AbortController();
    this.#failures = this.#refusals = 0;
    this.#change({ state: 'queued', error: null });
    this.#ended = this.#runAlone(this.#run.signal, this.#ended);
  }

  pause() {
    if (!this.#run) return;
    this.#halt();
    this.#change({ state: 'paused' });
  }

  /** Stops for good and deletes the upload on the server. A deletion that fails is left to the server's expiry. */
  async cancel() {
    if (this.#isOver()) return;
    this.#halt();
    this.#change({ state: 'cancelled', error: null });
    if (this.url) await this.#protocol.remove(this.url).catch(() => {});
  }

  /** Ends the waiting before a retry. */
  retryNow() {
    this.#wake?.();
  }

  /** Ends the waiting before a retry, unless the server has asked for it. */
  nudge() {
    if (!this.error?.retryAfter) this.retryNow();
  }

  /**
   * Brings a remembered upload up to date without a file: it waits for another tab that sends it, and finishes when all its
   * bytes have arrived.
   */
  async check() {
    try {
      if (await isRunning(this.#task)) return this.resume();
      const committed = await this.#protocol.look(this.url);
      if (this.#run || this.#isOver()) return;
      this.#change({ committed });
      if (committed === this.size) this.resume();
    } catch (error) {
      if (error.kind === 'gone' && !this.#run) this.#end('failed', { error });
    }
  }

  /** Another tab says how far this upload is. */
  follow({ committed }) {
    if (this.state === 'needs-file') this.check();
    else if (this.error?.kind === 'elsewhere') this.#change({ committed });
  }

  async #runAlone(signal, before) {
    await before;
    const onBusy = () => this.#change({ state: 'waiting', error: new UploadError('elsewhere', 'Continues in another tab') });
    try {
      await alone(this.#task, signal, onBusy, () => this.#work(signal));
    } catch (error) {
      if (!signal.aborted) this.#end('failed', { error });
    }
  }

  async #work(signal) {
    for (;;) {
      const error = await this.#options.slots.use(signal, () => this.#attempt(signal)).catch((reason) => reason);
      if (signal.aborted) return;
      this.#inFlight = 0;
      if (!error) return this.#end('complete', {});
      if (error.kind === 'file') return this.#end('needs-file', { error: this.file && error, file: null });
      if (!this.#mayRetry(error)) return this.#end('failed', { error });
      await this.#waitAfter(error, signal);
    }
  }

  async #attempt(signal) {
    signal.throwIfAborted();
    await this.#locate(signal);
    let result;
    while (this.committed < this.size) result = await this.#sendChunk(signal);
    const { etag = null, answer = null } = result ?? (await this.#protocol.complete(this.url, signal, this.size));
    const download = (await this.#protocol.isReadable(this.url, signal)) ? this.#protocol.contentOf(this.url) : null;
    Object.assign(this, { etag, answer, download });
  }

  async #locate(signal) {
    if (this.url) return this.#moveTo(await this.#protocol.offset(this.url, signal));
    if (!this.file) throw unreadable();
    const { url, chunkSize, committed } = await this.#protocol.create(this.#options.endpoint, this, signal);
    if (chunkSize > 0) this.#chunkSize = chunkSize;
    this.url = url;
    this.#moveTo(committed);
  }

  /** Gives the result of the whole if the answer to its last chunk has it. */
  async #sendChunk(signal) {
    if (!this.file) throw unreadable();
    const start = this.committed;
    const chunk = this.file.slice(start, start + this.#chunkSize);
    const isLast = start + chunk.size === this.size;
    const onProgress = (bytes) => this.#progress(bytes, signal);
    try {
      const { committed, result } = await this.#protocol.put(this.url, start, chunk, { isLast, signal, onProgress });
      this.#moveTo(committed);
      return result;
    } catch (error) {
      if (error.kind === 'network') await assertReadable(chunk);
      if (!this.#isElsewhere(error, start)) throw error;
      return this.#moveTo(error.committed);
    }
  }

  /** Whether a refusal only says that the server stands at another offset. */
  #isElsewhere({ status, committed }, start) {
    return status === 409 && Number.isSafeInteger(committed) && committed !== start && ++this.#refusals < PATIENCE;
  }

  #progress(bytes, signal) {
    if (signal.aborted) return;
    this.#inFlight = bytes;
    this.#change({});
  }

  #moveTo(committed) {
    if (committed > this.size) throw new UploadError('protocol', 'The server has more bytes than this file');
    if (committed > this.committed) this.#failures = this.#refusals = 0;
    this.#inFlight = 0;
    this.#change({ state: 'uploading', committed, error: null, retryAt: null });
  }

  #mayRetry({ kind, status, endsUpload }) {
    if (endsUpload) return false;
    if (kind === 'network' || kind === 'absent' || TEMPORARY.has(status)) return true;
    return (status >= 500 || status === 409) && this.#refusals++ < PATIENCE;
  }

  async #waitAfter(error, signal) {
    const delay = Math.min((error.retryAfter ?? 0) + backOff(this.#failures++), LONGEST_RETRY_AFTER);
    this.#change({ state: 'waiting', error, retryAt: Date.now() + delay });
    const over = new AbortController();
    let timer;
    await new Promise((wake) => {
      this.#wake = wake;
      timer = setTimeout(wake, delay);
      globalThis.addEventListener('online', () => this.nudge(), { signal: over.signal });
      signal.addEventListener('abort', wake, { signal: over.signal });
    });
    clearTimeout(timer);
    over.abort();
    this.#wake = null;
    if (!signal.aborted) this.#change({ retryAt: null });
  }

  #halt() {
    this.#run?.abort();
    this.#run = null;
    this.#inFlight = 0;
    this.retryAt = null;
  }

  #end(state, fields) {
    this.#halt();
    this.#change({ state, ...fields });
  }

  #isOver() {
    return this.state === 'complete' || this.state === 'cancelled';
  }

  #change(fields) {
    const before = this.state;
    Object.assign(this, fields);
    this.#options.onChange(this, this.state !== before);
  }
}

/** Exponential, with jitter so that a restarted server is not met by all its clients at once. */
function backOff(failures) {
  return Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** failures) * (0.5 + Math.random() / 2);
}

/** A file that was changed or removed looks like a broken connection to XMLHttpRequest. */
async function assertReadable(blob) {
  try {
    await blob.slice(0, 1).arrayBuffer();
  } catch (cause) {
    throw unreadable(cause);
  }
}

function unreadable(cause) {
  return new UploadError('file', 'The file cannot be read', { detail: 'It was changed, moved or removed.', cause });
}
