/**
 * The messages of Highwater's chunk protocol, one function each. Every failure is an {@link UploadError}, except an abort by
 * the caller's signal, which rejects with the signal's reason.
 */

const ANSWER_TIMEOUT = 60_000;
const COMPLETE_TIMEOUT = 600_000;
const STALL_TIMEOUT = 60_000;
const OUTAGES = new Set([502, 503, 504]);

const WORDS = {
  401: 'You need to sign in to upload here',
  403: 'You are not allowed to upload here',
  404: 'There is nothing at this address of the server',
  413: 'The file is too large for this server',
  429: 'The server asks for a little patience',
  503: 'The server is not available right now',
  507: 'The server has no room left',
};

const MESSAGES = { gone: 'The server no longer has this upload', absent: WORDS[503] };

/**
 * What stopped a request. `message` and `detail` are words for people.
 *
 * `kind` is `network` (no answer), `gone` (the server no longer has the upload), `absent` (something else answers at the
 * upload's address, such as a proxy while the server restarts), `final` (the endpoint has got the whole and has refused it),
 * `refused` (any other error status), `file` (the local file cannot be read), `elsewhere` (another tab has it) or `protocol`
 * (an answer that is not Highwater's).
 */
export class UploadError extends Error {
  constructor(kind, message, { status = 0, detail = '', committed, retryAfter, cause } = {}) {
    super(message, { cause });
    Object.assign(this, { name: 'UploadError', kind, status, detail, committed, retryAfter });
  }

  /** Whether only a new upload can do better. */
  get endsUpload() {
    return this.kind === 'gone' || this.kind === 'final';
  }
}

/** Creates an upload. @returns {Promise<{url: string, chunkSize: number, committed: number}>} */
export async function create(endpoint, { name, size, type }, signal) {
  const body = JSON.stringify({ length: size, filename: name, content_type: type || undefined });
  const headers = { 'Content-Type': 'application/json' };
  const answer = await ask('POST', endpoint, { headers, body, signal }).catch(asRefusal);
  const location = answer.header('Location');
  if (answer.status !== 201 || !location) throw notUnderstood();
  const { chunk_size: chunkSize, committed } = json(answer);
  return { url: new URL(location, answer.url).href, chunkSize, committed: committed ?? 0 };
}

/** Asks where to go on; ends a request of the same upload that still hangs. @returns {Promise<number>} the committed offset */
export async function offset(url, signal) {
  const answer = await ask('HEAD', url, { signal });
  return whole(answer.header('Upload-Offset'));
}

/** Looks at an upload without disturbing who is writing it. @returns {Promise<number>} the committed offset */
export async function look(url) {
  return whole(json(await ask('GET', url, { headers: { Accept: 'application/json' } })).committed);
}

/** Seals the upload; asking twice gives the same answer. @returns {Promise<{etag: string, size: number}>} */
export async function complete(url, signal) {
  return json(await ask('POST', `${url}/complete`, { signal, timeout: COMPLETE_TIMEOUT }));
}

/** Where the bytes of a finished upload are, on a server that lets them be read. */
export function contentOf(url) {
  return `${url}/content`;
}

/** Whether this server lets the bytes of a finished upload be read. */
export async function isReadable(url, signal) {
  try {
    await ask('HEAD', contentOf(url), { signal });
    return true;
  } catch (error) {
    if (error.kind === 'gone' || (error.kind === 'refused' && !OUTAGES.has(error.status))) return false;
    throw error;
  }
}

/** Deletes the upload and what has arrived of it. */
export async function remove(url) {
  await ask('DELETE', url, {});
}

/**
 * Sends the bytes of `blob` to be stored at `start`; `onProgress` gets the number of bytes on their way so far.
 * @returns {Promise<{committed: number}>} the committed offset
 */
export async function put(url, start, blob, { signal, onProgress }) {
  const headers = { 'Content-Type': 'application/octet-stream' };
  const answer = await send('PUT', `${url}?offset=${start}`, { headers, blob, signal, onProgress });
  if (answer.status !== 200) throw refusal(answer);
  return { committed: whole(json(answer).committed) };
}

/**
 * A request with a body, whatever its answer is; `timeout` is for that, once the body has left. Only XMLHttpRequest tells
 * how much of a request body has left.
 */
export function send(method, url, { headers, blob, signal, onProgress, timeout = ANSWER_TIMEOUT }) {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    const abort = () => xhr.abort();
    const stall = watchdog(STALL_TIMEOUT, abort);
    xhr.upload.onprogress = ({ loaded }) => {
      stall.feed(STALL_TIMEOUT);
      onProgress(Math.min(loaded, blob.size));
    };
    xhr.upload.onload = () => stall.feed(timeout);
    xhr.onload = () => resolve(answerOf(xhr.status, xhr.responseURL, (name) => xhr.getResponseHeader(name), xhr.responseText));
    xhr.onerror = xhr.onabort = () => reject(signal.aborted ? signal.reason : noAnswer());
    xhr.onloadend = () => {
      stall.stop();
      signal.removeEventListener('abort', abort);
    };
    signal.addEventListener('abort', abort);
    xhr.open(method, url);
    for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
    xhr.send(blob);
  });
}

/** A request with little or no body, and its answer if that is a success. */
export async function ask(method, url, options) {
  const answer = await answerTo(method, url, options);
  if (answer.status >= 300) throw refusal(answer);
  return answer;
}

/** A request with little or no body, whatever its answer is. */
export async function answerTo(method, url, { signal, timeout = ANSWER_TIMEOUT, ...init }) {
  const stop = new AbortController();
  const abort = () => stop.abort();
  const limit = watchdog(timeout, abort);
  signal?.addEventListener('abort', abort);
  try {
    signal?.throwIfAborted();
    const response = await fetch(url, { method, cache: 'no-store', ...init, signal: stop.signal });
    return answerOf(response.status, response.url, (name) => response.headers.get(name), await response.text());
  } catch (error) {
    signal?.throwIfAborted();
    throw noAnswer(error);
  } finally {
    limit.stop();
    signal?.removeEventListener('abort', abort);
  }
}

function answerOf(status, url, header, text) {
  return { status, url, header, text };
}

function watchdog(limit, onStall) {
  let timer = setTimeout(onStall, limit);
  const stop = () => clearTimeout(timer);
  return {
    stop,
    feed(next) {
      stop();
      timer = setTimeout(onStall, next);
    },
  };
}

/** What an answer means that is no success. */
export function refusal(answer) {
  const { title, detail, committed } = problem(answer);
  const { status } = answer;
  const kind = kindOf(answer);
  const message = MESSAGES[kind] ?? WORDS[status] ?? (title || otherwise(status));
  return new UploadError(kind, message, { status, detail, committed, retryAfter: retryAfter(answer) });
}

/** Only Highwater itself can tell that an upload is gone. */
function kindOf({ status, header }) {
  if (status !== 404 && status !== 410) return 'refused';
  return /^application\/problem\+json\b/i.test(header('Content-Type') ?? '') ? 'gone' : 'absent';
}

/** Before there is an upload, 404 means that the address is wrong. */
export function asRefusal(error) {
  if (error.kind !== 'gone' && error.kind !== 'absent') throw error;
  throw new UploadError('refused', WORDS[404], { status: error.status, detail: error.detail });
}

function problem({ header, text }) {
  if (!/\bjson\b/.test(header('Content-Type') ?? '')) return {};
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

function otherwise(status) {
  return status >= 500 ? `The server had a problem (${status})` : `The server refused the upload (${status})`;
}

/** @returns {number | undefined} milliseconds; the field is seconds or a date (RFC 9110 §10.2.3) */
function retryAfter({ header }) {
  const value = header('Retry-After');
  if (!value) return undefined;
  const wait = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}

export function json({ text }) {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw notUnderstood(cause);
  }
}

function whole(value) {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw notUnderstood();
}

function noAnswer(cause) {
  return new UploadError('network', 'Connection lost', { cause });
}

export function notUnderstood(cause) {
  return new UploadError('protocol', 'The server gave an answer that this page does not understand', {
    detail: 'Perhaps you need to sign in again, or something between here and the server answered in its place.',
    cause,
  });
}
