/**
 * The messages of the IETF's Resumable Uploads for HTTP (interop version 8), where they are not those of wire.js, with the
 * same contracts. An upload is the body of one request to an endpoint, whose own answer ends it.
 */
import { UploadError, answerTo, ask, asRefusal, json, notUnderstood, refusal, send } from './wire.js';

export { look, offset, remove } from './wire.js';

const VERSION = { 'Upload-Draft-Interop-Version': '8' };
const ENDPOINT_TIMEOUT = 600_000;
const LONGEST_WORDS = 300;

/** Whether requests to this endpoint can be resumed. */
export async function isSpokenAt(endpoint) {
  return ask('OPTIONS', endpoint, {}).then((answer) => answer.header('Upload-Limit') !== null, () => false);
}

/** Creates an upload, with no content yet. */
export async function create(endpoint, { size, type }, signal) {
  const headers = { ...VERSION, 'Upload-Complete': '?0', 'Upload-Length': String(size) };
  if (type) headers['Content-Type'] = type;
  const answer = await ask('POST', endpoint, { headers, signal }).catch(asRefusal);
  const location = answer.header('Location');
  if (answer.status !== 201 || !location) throw notUnderstood();
  return { url: new URL(location, answer.url).href, chunkSize: largestAppend(answer), committed: 0 };
}

/** Sends the bytes of `blob`. The last ones are answered by the endpoint: that is the `result`. */
export async function put(url, start, blob, { isLast, signal, onProgress }) {
  const timeout = isLast ? ENDPOINT_TIMEOUT : undefined;
  const answer = await send('PATCH', url, { headers: append(start, isLast), blob, signal, onProgress, timeout });
  if (answer.status >= 300) throw failure(answer);
  return { committed: start + blob.size, result: isLast ? resultOf(answer) : undefined };
}

/** Ends the upload, or asks again for what the endpoint has answered. */
export async function complete(url, signal, size) {
  const answer = await answerTo('PATCH', url, { headers: append(size, true), signal, timeout: ENDPOINT_TIMEOUT });
  if (answer.status >= 300) throw failure(answer);
  return resultOf(answer);
}

/** The bytes were for the endpoint. */
export async function isReadable() {
  return false;
}

function append(start, isLast) {
  return {
    ...VERSION,
    'Content-Type': 'application/partial-upload',
    'Upload-Offset': String(start),
    'Upload-Complete': isLast ? '?1' : '?0',
  };
}

function resultOf(answer) {
  return { answer: json(answer) };
}

/** The server's own refusals never say that the upload is complete; what does is the endpoint's, and stays the same. */
function failure(answer) {
  const error = refusal(answer);
  if (answer.header('Upload-Complete') !== '?1') return error;
  const { status } = answer;
  return new UploadError('final', `The endpoint answered with ${status}`, { status, detail: error.detail || wordsOf(answer) });
}

function wordsOf({ header, text }) {
  const isReadable = /^text\/plain\b|\bjson\b/.test(header('Content-Type') ?? '');
  return isReadable && text.length <= LONGEST_WORDS ? text.trim() : '';
}

/** All of a file, unless the server takes less at once. */
function largestAppend({ header }) {
  const [, limit] = /\bmax-append-size=(\d+)/.exec(header('Upload-Limit')) ?? [];
  return limit ? Number(limit) : Number.MAX_SAFE_INTEGER;
}
