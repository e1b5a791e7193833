/** One upload in the list: shows it, and turns clicks into calls. Decides nothing about the upload itself. */
import { bytes, duration, percent, Speed } from './format.js';

/** Which buttons a state has, and what they say. */
const BUTTONS = {
  queued: { pause: 'Pause', cancel: 'Cancel' },
  uploading: { pause: 'Pause', cancel: 'Cancel' },
  waiting: { retry: 'Try now', pause: 'Pause', cancel: 'Cancel' },
  paused: { resume: 'Resume', cancel: 'Cancel' },
  'needs-file': { resume: 'Choose file', cancel: 'Cancel' },
  failed: { retry: 'Try again', cancel: 'Remove' },
  complete: { download: 'Download' },
  cancelled: {},
};

export class Row {
  #upload;
  #speed = new Speed();
  #parts = {};

  /** @param {object} on what to do: `pause`, `resume`, `retry`, `cancel` and `choose(file)` */
  constructor(upload, template, on) {
    this.#upload = upload;
    this.element = template.content.firstElementChild.cloneNode(true);
    for (const part of this.element.querySelectorAll('[data-testid]')) this.#parts[part.dataset.testid] = part;
    this.#parts.name.textContent = upload.name;
    this.#parts.progress.setAttribute('aria-label', `Progress of ${upload.name}`);
    this.#parts['row-file-input'].setAttribute('aria-label', `Choose ${upload.name} again`);
    this.#listen(on);
    this.showState();
  }

  /** Asks for the file, in the browser's own dialog. */
  askForFile() {
    this.#parts['row-file-input'].click();
  }

  /** Says something about this upload until its state changes. */
  note(text) {
    this.#parts.notice.textContent = text;
    this.#parts.notice.hidden = !text;
  }

  showState() {
    const { state, error } = this.#upload;
    this.element.dataset.state = state;
    this.element.classList.toggle('elsewhere', isElsewhere(this.#upload));
    this.#speed.reset();
    this.note(state === 'failed' || state === 'needs-file' ? wordsOf(error) : '');
    this.#showButtons();
    this.#showResult();
    this.showProgress();
  }

  showProgress() {
    const { sent, committed, size, state } = this.#upload;
    if (state === 'uploading') this.#speed.add(sent);
    const { percent: label, progress, status } = this.#parts;
    const done = state === 'complete' ? 100 : percent(sent, size);
    progress.style.setProperty('--sent', share(sent, size, state));
    progress.style.setProperty('--committed', share(committed, size, state));
    progress.setAttribute('aria-valuenow', done);
    write(label, state === 'cancelled' ? '' : `${done}%`);
    write(status, describe(this.#upload, this.#speed.value));
  }

  #listen(on) {
    for (const name of ['pause', 'resume', 'retry', 'cancel']) this.#parts[name].addEventListener('click', on[name]);
    const picker = this.#parts['row-file-input'];
    picker.addEventListener('change', () => {
      const [file] = picker.files;
      picker.value = '';
      if (file) on.choose(file);
    });
  }

  #showButtons() {
    const focused = this.element.contains(document.activeElement) && document.activeElement;
    const labels = { ...BUTTONS[this.#upload.state], ...this.#exceptions() };
    for (const name of ['retry', 'resume', 'pause', 'download', 'cancel']) this.#showButton(this.#parts[name], labels[name]);
    if (focused?.hidden) (this.element.querySelector('.actions :not([hidden], input)') ?? this.element).focus();
  }

  #exceptions() {
    const { state, error, download } = this.#upload;
    if (isElsewhere(this.#upload)) return { retry: '', pause: '' };
    if (state === 'complete' && !download) return { download: '' };
    return state === 'failed' && error?.endsUpload ? { retry: 'Start again' } : {};
  }

  #showButton(button, label) {
    button.hidden = !label;
    if (!label) return;
    button.textContent = label;
    button.setAttribute('aria-label', `${label}: ${this.#upload.name}`);
  }

  #showResult() {
    const { state, etag, answer, download, name } = this.#upload;
    const { download: link, etag: code, answer: list } = this.#parts;
    list.hidden = !answer;
    list.replaceChildren(...Object.entries(answer ?? {}).flatMap(([key, value]) => [cell('dt', key), cell('dd', value)]));
    code.parentElement.hidden = state !== 'complete' || !etag;
    code.textContent = etag ?? '';
    if (download) Object.assign(link, { href: download, download: name });
  }
}

/** Whether another tab sends this upload. */
export function isElsewhere({ state, error }) {
  return state === 'waiting' && error.kind === 'elsewhere';
}

/** What an error says, as sentences. */
export function wordsOf(error) {
  if (!error) return '';
  return [error.message, error.detail].filter(Boolean).map(sentence).join(' ');
}

function sentence(text) {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

function describe(upload, speed) {
  const { state, committed, size } = upload;
  const stored = committed > 0 ? `${bytes(committed)} of ${bytes(size)} stored` : bytes(size);
  switch (state) {
    case 'queued':
      return `Queued · ${stored}`;
    case 'uploading':
      return sending(upload, speed);
    case 'waiting':
      return isElsewhere(upload) ? `Continues in another tab · ${stored}` : `${reason(upload)} ${next(upload)} · ${stored}`;
    case 'paused':
      return `Paused · ${stored}`;
    case 'needs-file':
      return `Choose the file again · ${stored}`;
    case 'failed':
      return `Stopped · ${stored}`;
    case 'complete':
      return `Complete · ${bytes(size)}`;
    default:
      return 'Cancelled';
  }
}

function sending({ sent, committed, size }, speed) {
  if (committed === size) return `Finishing · ${bytes(size)}`;
  const so = `${bytes(sent)} of ${bytes(size)}`;
  if (speed === null) return so;
  if (speed < 1) return `${so} · no progress at the moment`;
  return `${so} · ${bytes(speed)}/s · ${duration((size - sent) / speed)} left`;
}

function reason({ error }) {
  if (error.kind !== 'network') return sentence(error.message);
  return navigator.onLine === false ? 'You are offline.' : 'Connection lost.';
}

function next({ retryAt }) {
  const seconds = Math.ceil((retryAt - Date.now()) / 1000);
  if (retryAt === null || seconds <= 0) return 'Trying again…';
  if (navigator.onLine === false) return 'Continues as soon as you are back';
  return `Trying again in ${duration(seconds)}`;
}

function share(part, size, state) {
  if (state === 'complete') return '100%';
  return size === 0 ? '0%' : `${(part / size) * 100}%`;
}

function cell(tag, content) {
  const element = document.createElement(tag);
  element.textContent = content ?? 'null';
  return element;
}

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
