// One upload with the official tus client: node tus-client.js SCENARIO ENDPOINT FILE [PROTOCOL]. Prints the upload's URL.
'use strict'
const fs = require('node:fs')
const { PassThrough } = require('node:stream')
const tus = require('tus-js-client')

const [scenario, endpoint, file, protocol = 'tus-v1'] = process.argv.slice(2)
const CHUNK = 700000

const common = {
  endpoint,
  protocol,
  metadata: { filename: 'ä b.bin', filetype: 'image/png', empty: '' },
  retryDelays: null,
}

/** Runs an upload to its end; `during` may end it earlier by calling its last argument. */
function run(input, options, during = () => {}) {
  return new Promise((resolve, reject) => {
    const upload = new tus.Upload(input, {
      ...common,
      ...options,
      onError: reject,
      onSuccess: () => resolve(upload),
      onChunkComplete: () => during(upload, resolve),
    })
    upload.findPreviousUploads().then((previous) => {
      if (previous.length > 0) {
        upload.resumeFromPreviousUpload(previous[0])
      }
      upload.start()
    }, reject)
  })
}

const whole = () => fs.readFileSync(file)

const scenarios = {
  whole: () => run(whole(), {}),
  inBuffers: () => run(whole(), { chunkSize: CHUNK }),
  chunked: () => run(fs.createReadStream(file), { chunkSize: CHUNK }),
  duringCreation: () => run(whole(), { chunkSize: CHUNK, uploadDataDuringCreation: true }),
  overridePatchMethod: () => run(whole(), { chunkSize: CHUNK, overridePatchMethod: true }),

  parallel: () => run(whole(), { parallelUploads: 4 }),

  deferredLength: () => {
    const stream = fs.createReadStream(file).pipe(new PassThrough())
    return run(stream, { chunkSize: CHUNK, uploadLengthDeferred: true })
  },

  async resumed() {
    const options = {
      chunkSize: CHUNK,
      urlStorage: new tus.FileUrlStorage(`${file}.urls`),
      storeFingerprintForResuming: true,
    }
    const first = await run(fs.createReadStream(file), options, (upload, done) => {
      upload.abort().then(() => done(upload))
    })
    const sent = []
    const second = await run(fs.createReadStream(file), {
      ...options,
      onBeforeRequest: (request) => sent.push(request.getMethod()),
    })
    if (second.url !== first.url || sent[0] !== 'HEAD' || sent.includes('POST')) {
      throw new Error(`not resumed: ${first.url}, then ${second.url} by ${sent}`)
    }
    return second
  },

  async broken() {
    const offsets = []
    const upload = await run(whole(), {
      retryDelays: [0, 100, 1000],
      onAfterResponse: (request, response) => {
        if (request.getMethod() === 'HEAD') {
          offsets.push(Number(response.getHeader('Upload-Offset')))
        }
      },
    })
    if (offsets.length !== 1 || !(offsets[0] > 0)) {
      throw new Error(`asked for offsets and got ${offsets}`)
    }
    return upload
  },

  terminated: () =>
    run(whole(), { chunkSize: CHUNK }, (upload, done) => {
      upload.abort(true).then(() => done(upload))
    }),
}

scenarios[scenario]().then(
  (upload) => console.log(upload.url),
  (error) => {
    console.error(error)
    process.exitCode = 1
  },
)
