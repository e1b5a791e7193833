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
    parallelUploads: Number(query.get('parallel') ?? 1),
    retryDelays: [0, 1000, 3000, 5000, 10_000, 20_000],
    removeFingerprintOnSuccess: true, // the same file, chosen again after it is done, is a new upload
  });
