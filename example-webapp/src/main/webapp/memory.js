/** The unfinished uploads of one endpoint, kept in the browser across reloads: one entry each, so that tabs do not overwrite each other. */
export class Memory {
  #storage;
  #prefix;
  #written = new Map();

  /** @param {string} endpoint keeps applications on the same origin apart */
  constructor(endpoint, storage = openStorage()) {
    this.#storage = storage;
    this.#prefix = `highwater ${endpoint} `;
  }

  /** The oldest first. */
  list() {
    const keys = Object.keys(this.#storage ?? {}).filter((key) => key.startsWith(this.#prefix));
    const records = keys.map((key) => parse(this.#storage.getItem(key))).filter(Boolean);
    return records.sort((a, b) => a.begun - b.begun);
  }

  save(record) {
    if (this.#written.get(record.url) === record.committed) return;
    this.#written.set(record.url, record.committed);
    try {
      this.#storage?.setItem(this.#prefix + record.url, JSON.stringify(record));
    } catch {
      // A full storage costs the resume after a reload, not the upload.
    }
  }

  forget(url) {
    this.#written.delete(url);
    this.#storage?.removeItem(this.#prefix + url);
  }

  /** Calls back with the URL of an upload that another tab has saved or forgotten, and its record or null. */
  onChange(callback) {
    addEventListener('storage', ({ key, newValue }) => {
      if (key?.startsWith(this.#prefix)) callback(key.slice(this.#prefix.length), newValue && parse(newValue));
    });
  }
}

/** Reading the property throws where the user has blocked storage. */
function openStorage() {
  try {
    return globalThis.localStorage;
  } catch {
    return null;
  }
}

function parse(text) {
  try {
    const record = JSON.parse(text);
    const texts = [record?.url, record?.name, record?.task];
    return texts.every((text) => typeof text === 'string') && record.size >= 0 ? record : null;
  } catch {
    return null;
  }
}
