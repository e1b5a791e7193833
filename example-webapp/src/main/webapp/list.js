/** A list of uploads to one endpoint: rows show them, files go on with them, and unfinished ones are remembered. */
import { Slots, Upload } from './highwater.js';
import { Memory } from './memory.js';
import { bytes } from './format.js';
import { Row, isElsewhere, wordsOf } from './row.js';

const AT_THE_SAME_TIME = 3;
const TICK = 1_000;
const OVER = new Set(['complete', 'cancelled']);
const DATE = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });

export class UploadList {
  #rows = new Map();
  #dirty = new Set();
  #memory;
  #options;
  #place;
  #on;

  /**
   * Begins with what is remembered.
   *
   * @param {object} options `endpoint` and `protocol` as of `Upload`; `place`, the element that gets the rows
   * @param {object} on what to do: `change()` of the list, `progress()` of an upload, `announce(text)`, `say(text)` where
   *     everybody sees it
   */
  constructor({ place, ...options }, on) {
    this.#memory = new Memory(options.endpoint);
    this.#options = { slots: new Slots(AT_THE_SAME_TIME), onChange: (...news) => this.#onChange(...news), ...options };
    this.#place = place;
    this.#on = on;
    for (const record of this.#memory.list()) this.#add(Upload.remembered(record, this.#options)).check();
    this.#memory.onChange((url, record) => this.#hear(url, record));
    setInterval(() => this.#rows.forEach((row, upload) => OVER.has(upload.state) || row.showProgress()), TICK);
  }

  get uploads() {
    return [...this.#rows.keys()];
  }

  /** A file that is known already goes on; any other is a new upload. */
  take(file) {
    const known = this.uploads.find((upload) => !OVER.has(upload.state) && upload.matches(file));
    if (!known) return this.#add(Upload.of(file, this.#options)).create();
    if (known.file && known.state !== 'failed') return this.#pointTo(known);
    this.#choose(known, file);
  }

  /** Gives a file to the upload in this row if that waits for one. @returns {boolean} whether it does */
  giveTo(element, file) {
    const upload = this.uploads.find((other) => this.#rows.get(other).element === element);
    if (upload?.state !== 'needs-file') return false;
    this.#choose(upload, file);
    return true;
  }

  /** Ends the waiting before retries. */
  nudge() {
    for (const upload of this.uploads) upload.nudge();
  }

  get hasFinished() {
    return this.uploads.some(({ state }) => OVER.has(state));
  }

  clearFinished() {
    for (const upload of this.uploads) if (OVER.has(upload.state)) this.#remove(upload);
    this.#on.change();
  }

  #pointTo(upload) {
    this.#on.say(`${upload.name} is in the list already.`);
    this.#rows.get(upload).element.focus();
  }

  /** Continues a remembered upload with the file that was picked for it. */
  #choose(upload, file) {
    if (!upload.matches(file)) return this.#refuse(upload, file);
    upload.attach(file);
    this.#retry(upload);
  }

  #refuse(upload, file) {
    const text = `“${file.name}” is not the file that this upload began with: ${difference(upload, file)}. Nothing was sent.`;
    this.#rows.get(upload).note(text);
    this.#on.announce(text);
  }

  #retry(upload) {
    if (upload.state === 'waiting') upload.retryNow();
    else if (!upload.file) this.#rows.get(upload).askForFile();
    else if (upload.error?.endsUpload) this.#startAgain(upload);
    else upload.resume();
  }

  #startAgain(upload) {
    this.#memory.forget(upload.url);
    upload.create();
  }

  #cancel(upload) {
    if (upload.url) this.#memory.forget(upload.url);
    upload.cancel();
  }

  #add(upload) {
    const on = {
      pause: () => upload.pause(),
      resume: () => this.#retry(upload),
      retry: () => this.#retry(upload),
      cancel: () => this.#cancel(upload),
      choose: (file) => this.#choose(upload, file),
    };
    const row = new Row(upload, document.getElementById('row'), on);
    this.#rows.set(upload, row);
    this.#place.append(row.element);
    return upload;
  }

  #remove(upload) {
    this.#rows.get(upload).element.remove();
    this.#rows.delete(upload);
  }

  /** Another tab goes on with what this one only remembers, or is done with it. */
  #hear(url, record) {
    const upload = this.uploads.find((other) => other.url === url);
    if (record) upload?.follow(record);
    else if (upload?.state === 'needs-file') this.#remove(upload);
    this.#on.change();
  }

  #onChange(upload, stateChanged) {
    this.#remember(upload);
    if (!stateChanged) return this.#draw(upload);
    this.#rows.get(upload)?.showState();
    this.#on.change();
    const words = wordsOfState(upload);
    if (words) this.#on.announce(`${upload.name} ${words}`);
  }

  #remember(upload) {
    if (!upload.url || isElsewhere(upload)) return;
    if (OVER.has(upload.state) || upload.error?.endsUpload) this.#memory.forget(upload.url);
    else this.#memory.save(upload.record);
  }

  /** Progress events come faster than a screen can show them. */
  #draw(upload) {
    if (this.#dirty.size === 0) requestAnimationFrame(() => this.#drawDirty());
    this.#dirty.add(upload);
  }

  #drawDirty() {
    for (const upload of this.#dirty) this.#rows.get(upload)?.showProgress();
    this.#dirty.clear();
    this.#on.progress();
  }
}

function difference(upload, file) {
  if (file.name !== upload.name) return `that was “${upload.name}”`;
  if (file.size !== upload.size) return `that had ${bytes(upload.size)}, this has ${bytes(file.size)}`;
  return `it was changed on ${DATE.format(file.lastModified)}, after the upload began`;
}

function wordsOfState(upload) {
  return {
    uploading: 'is uploading',
    paused: 'is paused',
    waiting: isElsewhere(upload)
      ? 'continues in another tab'
      : `is interrupted. ${wordsOf(upload.error)} It will continue by itself.`,
    'needs-file': 'needs its file again',
    failed: `stopped. ${wordsOf(upload.error)}`,
    complete: 'is complete',
    cancelled: 'is cancelled',
  }[upload.state];
}
