/** The page: files come in by drop or dialog, and go to the list of uploads or to that of the endpoint. */
import { UploadList } from './list.js';
import { percent } from './format.js';
import { showEndpoint } from './endpoint.js';

const find = (id) => document.getElementById(id);
const endpoint = new URL('uploads', document.baseURI).href;
const lists = [];
const on = { change: summarize, progress: showTitle, announce, say };

const uploads = new UploadList({ endpoint, place: find('rows') }, on);
lists.push(uploads);
summarize();
listen();
showEndpoint(find('endpoint'), { ...on, change: showTitle }).then((list) => list && lists.push(list));

function listen() {
  find('file-input').addEventListener('change', ({ target }) => {
    takeAll([...target.files]);
    target.value = '';
  });
  find('clear').addEventListener('click', clearFinished);
  addEventListener('dragover', onDrag);
  addEventListener('dragleave', ({ relatedTarget }) => relatedTarget ?? document.body.classList.remove('dragging'));
  addEventListener('drop', onDrop);
  document.addEventListener('visibilitychange', () => document.hidden || lists.forEach((list) => list.nudge()));
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
  const row = event.target.closest('.row');
  const isGiven = files.length === 1 && lists.some((list) => list.giveTo(row, files[0]));
  if (!isGiven) takeAll(files);
  if (files.length < items.length) say('Folders cannot be uploaded. Choose the files inside.');
}

function takeAll(files) {
  find('notice').hidden = true;
  for (const file of files) uploads.take(file);
}

/** Says something about files that were not taken, until others are. */
function say(text) {
  find('notice').textContent = text;
  find('notice').hidden = false;
  announce(text);
}

function clearFinished() {
  uploads.clearFinished();
  find('file-input').focus();
}

function summarize() {
  const all = uploads.uploads;
  const count = (kind) => all.filter(({ state }) => state === kind).length;
  find('uploads').hidden = all.length === 0;
  const wanted = all.length - count('cancelled');
  find('summary').textContent = wanted === 0 ? '' : `${count('complete')} of ${wanted} done`;
  find('clear').hidden = !uploads.hasFinished;
  showTitle();
}

function showTitle() {
  const active = lists.flatMap((list) => list.uploads).filter(({ state }) => state === 'uploading');
  const total = (field) => active.reduce((sum, upload) => sum + upload[field], 0);
  document.title = active.length === 0 ? 'Highwater' : `${percent(total('sent'), total('size'))}% · Highwater`;
}

/** Several lines, because a line that is replaced at once is never read out. */
function announce(text) {
  const line = document.createElement('p');
  line.textContent = text;
  const live = find('live');
  live.append(line);
  while (live.childElementCount > 5) live.firstElementChild.remove();
}
