/** The page: files come in by drop or dialog, uploads go to rows, and unfinished ones are remembered. */
import { Slots, Upload } from './highwater.js';
import { Memory } from './memory.js';
import { bytes, percent } from './format.js';
import { Row, isElsewhere, wordsOf } from './row.js';

const AT_THE_SAME_TIME = 3;
const TICK = 1_000;
const OVER = new Set(['complete', 'cancelled']);
const DATE = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });

const endpoint = new URL('uploads', document.baseURI).href;
const memory = new Memory(endpoint);
const options = { endpoint, slots: new Slots(AT_THE_SAME_TIME), onChange };
const rows = new Map();
const dirty = new Set();
const find = (id) => document.getElementById(id);

for (const record of memory.list()) {
  const upload = Upload.remembered(record, options);
  addRow(upload);
  upload.check();
}
summarize();
listen();

function listen() {
  find('file-input').addEventListener('change', ({ target }) => {
    takeAll([...target.files]);
    target.value = '';
  });
  memory.onChange(hear);
  find('clear').addEventListener('click', clearFinished);
  addEventListener('dragover', onDrag);
  addEventListener('dragleave', ({ relatedTarget }) => relatedTarget ?? document.body.classList.remove('dragging'));
  addEventListener('drop', onDrop);
  document.addEventListener('visibilitychange', () => document.hidden || retryAll());
  setInterval(() => rows.forEach((row, upload) => OVER.has(upload.state) || row.showProgress()), TICK);
}

function onDrag(event) {
  if (!event.dataTransfer.types.includes('Files')) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = 'copy';
  document.body.classList.add('dragging');
}

function onDrop(event) {
  document.body.classList.remove('dragging');
  if (!event.dataTransfer.types.includes('Files')) return;
  event.preventDefault();
  const items = [...event.dataTransfer.items].filter(({ kind }) => kind === 'file');
  const files = items.filter((item) => !item.webkitGetAsEntry?.()?.isDirectory).map((item) => item.getAsFile());
  const waiting = uploadOf(event.target.closest('.row'));
  if (files.length === 1 && waiting?.state === 'needs-file') choose(waiting, files[0]);
  else takeAll(files);
  if (files.length < items.length) say('Folders cannot be uploaded. Choose the files inside.');
}

function uploadOf(element) {
  return [...rows.keys()].find((upload) => rows.get(upload).element === element);
}

function takeAll(files) {
  find('notice').hidden = true;
  for (const file of files) take(file);
}

/** A file that is known already goes on; any other is a new upload. */
function take(file) {
  const known = [...rows.keys()].find((upload) => !OVER.has(upload.state) && upload.matches(file));
  if (!known) return addRow(Upload.of(file, options)).create();
  if (known.file && known.state !== 'failed') return pointTo(known);
  choose(known, file);
}

function pointTo(upload) {
  say(`${upload.name} is in the list already.`);
  rows.get(upload).element.focus();
}

/** Says something about files that were not taken, until others are. */
function say(text) {
  find('notice').textContent = text;
  find('notice').hidden = false;
  announce(text);
}

/** Continues a remembered upload with the file that was picked for it. */
function choose(upload, file) {
  if (!upload.matches(file)) return refuse(upload, file);
  upload.attach(file);
  retry(upload);
}

function refuse(upload, file) {
  const text = `“${file.name}” is not the file that this upload began with: ${difference(upload, file)}. Nothing was sent.`;
  rows.get(upload).note(text);
  announce(text);
}

function difference(upload, file) {
  if (file.name !== upload.name) return `that was “${upload.name}”`;
  if (file.size !== upload.size) return `that had ${bytes(upload.size)}, this has ${bytes(file.size)}`;
  return `it was changed on ${DATE.format(file.lastModified)}, after the upload began`;
}

function retry(upload) {
  if (upload.state === 'waiting') upload.retryNow();
  else if (!upload.file) rows.get(upload).askForFile();
  else if (upload.error?.kind === 'gone') startAgain(upload);
  else upload.resume();
}

function startAgain(upload) {
  memory.forget(upload.url);
  upload.create();
}

function retryAll() {
  for (const upload of rows.keys()) upload.nudge();
}

function cancel(upload) {
  if (upload.url) memory.forget(upload.url);
  upload.cancel();
}

function addRow(upload) {
  const on = {
    pause: () => upload.pause(),
    resume: () => retry(upload),
    retry: () => retry(upload),
    cancel: () => cancel(upload),
    choose: (file) => choose(upload, file),
  };
  const row = new Row(upload, find('row'), on);
  rows.set(upload, row);
  find('rows').append(row.element);
  return upload;
}

function removeRow(upload) {
  rows.get(upload).element.remove();
  rows.delete(upload);
}

function clearFinished() {
  for (const upload of [...rows.keys()]) if (OVER.has(upload.state)) removeRow(upload);
  summarize();
  find('file-input').focus();
}

/** Another tab goes on with what this one only remembers, or is done with it. */
function hear(url, record) {
  const upload = [...rows.keys()].find((other) => other.url === url);
  if (record) upload?.follow(record);
  else if (upload?.state === 'needs-file') removeRow(upload);
  summarize();
}

function onChange(upload, stateChanged) {
  remember(upload);
  if (!stateChanged) return draw(upload);
  rows.get(upload)?.showState();
  summarize();
  announceState(upload);
}

function remember(upload) {
  if (!upload.url || isElsewhere(upload)) return;
  if (OVER.has(upload.state) || upload.error?.kind === 'gone') memory.forget(upload.url);
  else memory.save(upload.record);
}

/** Progress events come faster than a screen can show them. */
function draw(upload) {
  if (dirty.size === 0) requestAnimationFrame(drawDirty);
  dirty.add(upload);
}

function drawDirty() {
  for (const upload of dirty) rows.get(upload)?.showProgress();
  dirty.clear();
  showTitle();
}

function summarize() {
  const uploads = [...rows.keys()];
  const count = (kind) => uploads.filter(({ state }) => state === kind).length;
  find('uploads').hidden = uploads.length === 0;
  const wanted = uploads.length - count('cancelled');
  find('summary').textContent = wanted === 0 ? '' : `${count('complete')} of ${wanted} done`;
  find('clear').hidden = !uploads.some(({ state }) => OVER.has(state));
  showTitle();
}

function showTitle() {
  const active = [...rows.keys()].filter(({ state }) => state === 'uploading');
  const total = (field) => active.reduce((sum, upload) => sum + upload[field], 0);
  document.title = active.length === 0 ? 'Highwater' : `${percent(total('sent'), total('size'))}% · Highwater`;
}

function announceState(upload) {
  const words = {
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
  if (words) announce(`${upload.name} ${words}`);
}

/** Several lines, because a line that is replaced at once is never read out. */
function announce(text) {
  const line = document.createElement('p');
  line.textContent = text;
  const live = find('live');
  live.append(line);
  while (live.childElementCount > 5) live.firstElementChild.remove();
}
