import '@uppy/core/css/style.min.css';
import '@uppy/dashboard/css/style.min.css';
import Uppy from '@uppy/core';
import Dashboard from '@uppy/dashboard';
import Tus from '@uppy/tus';

const query = new URLSearchParams(location.search);

new Uppy()
  .use(Dashboard, { target: '#uploads', inline: true, width: '100%', theme: 'auto', showLinkToFileUploadResult: true })
  .use(Tus, {
    endpoint: query.get('endpoint') ?? 'http://localhost:8080/uploads',
    parallelUploads: Number(query.get('parallel') ?? 4),
    retryDelays: [0, 1000, 3000, 5000, 10_000, 20_000],
    onShouldRetry, // Uppy's own rule waits in a queue while offline, where a parallel upload loses all parts but one
    removeFingerprintOnSuccess: true, // the same file, chosen again after it is done, is a new upload
  });

function onShouldRetry({ originalResponse }) {
  const status = originalResponse?.getStatus() || 503; // no answer is one to come
  return status >= 500 || status === 409 || status === 429;
}
