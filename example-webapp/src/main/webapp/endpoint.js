/** The section with an endpoint that knows nothing of uploads; not shown where there is none. */
import * as ietf from './ietf.js';
import { UploadList } from './list.js';

/** @returns {Promise<UploadList | null>} the uploads to it */
export async function showEndpoint(section, on) {
  const endpoint = new URL('documents?from=page', document.baseURI).href;
  if (!(await ietf.isSpokenAt(endpoint))) return null;
  const picker = section.querySelector('input');
  const clear = section.querySelector('button');
  const change = () => {
    clear.hidden = !list.hasFinished;
    on.change();
  };
  const list = new UploadList({ endpoint, protocol: ietf, place: section.querySelector('ul') }, { ...on, change });
  clear.addEventListener('click', () => {
    list.clearFinished();
    picker.focus();
  });
  picker.addEventListener('change', () => {
    const [file] = picker.files;
    picker.value = '';
    if (file) list.take(file);
  });
  section.hidden = false;
  return list;
}
