// @tus/server with @tus/file-store at a free port: node server.mjs DIRECTORY
import { Server } from '@tus/server'
import { FileStore } from '@tus/file-store'

const directory = process.argv[2]
const tus = new Server({ path: '/files', datastore: new FileStore({ directory }) })
const server = tus.listen({ host: '127.0.0.1', port: 0 }, () => console.log(`ready at http://localhost:${server.address().port}/`))
