package io.highwater.campaign;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;

/** The requests of each protocol. */
enum Protocol {
    CHUNK {
        @Override
        HttpRequest.Builder create(URI collection, long length, Piece first) {
            return HttpRequest.newBuilder(collection)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("{\"length\":" + length + "}"));
        }

        @Override
        HttpRequest.Builder append(URI upload, Piece piece) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(upload + "?offset=" + piece.offset()))
                    .PUT(BodyPublishers.ofByteArray(piece.bytes()));
            return piece.checked() ? request.header("Content-Digest", "sha-256=:" + piece.sha256() + ":") : request;
        }

        @Override
        HttpRequest.Builder finish(URI upload, long size) {
            return HttpRequest.newBuilder(URI.create(upload + "/complete")).POST(BodyPublishers.noBody());
        }
    },

    TUS {
        @Override
        HttpRequest.Builder create(URI collection, long length, Piece first) {
            HttpRequest.Builder request = to(collection)
                    .header("Upload-Length", Long.toString(length))
                    .POST(BodyPublishers.ofByteArray(first.bytes()));
            return first.bytes().length > 0
                    ? request.header("Content-Type", "application/offset+octet-stream")
                    : request;
        }

        @Override
        HttpRequest.Builder append(URI upload, Piece piece) {
            HttpRequest.Builder request = to(upload)
                    .header("Content-Type", "application/offset+octet-stream")
                    .header("Upload-Offset", Long.toString(piece.offset()))
                    .method("PATCH", BodyPublishers.ofByteArray(piece.bytes()));
            return piece.checked() ? request.header("Upload-Checksum", "sha256 " + piece.sha256()) : request;
        }

        @Override
        HttpRequest.Builder finish(URI upload, long size) {
            return append(upload, Piece.none(size, true));
        }

        @Override
        HttpRequest.Builder to(URI upload) {
            return super.to(upload).header("Tus-Resumable", "1.0.0");
        }
    },

    IETF {
        @Override
        HttpRequest.Builder create(URI collection, long length, Piece first) {
            return to(collection)
                    .header("Upload-Complete", first.last() ? "?1" : "?0")
                    .header("Upload-Length", Long.toString(length))
                    .POST(BodyPublishers.ofByteArray(first.bytes()));
        }

        @Override
        HttpRequest.Builder append(URI upload, Piece piece) {
            HttpRequest.Builder request = to(upload)
                    .header("Content-Type", "application/partial-upload")
                    .header("Upload-Complete", piece.last() ? "?1" : "?0")
                    .header("Upload-Offset", Long.toString(piece.offset()))
                    .method("PATCH", BodyPublishers.ofByteArray(piece.bytes()));
            return piece.checked() ? request.header("Content-Digest", "sha-256=:" + piece.sha256() + ":") : request;
        }

        @Override
        HttpRequest.Builder finish(URI upload, long size) {
            return append(upload, Piece.none(size, true));
        }
    };

    /** Begins an upload, with its first bytes where the protocol can. */
    abstract HttpRequest.Builder create(URI collection, long length, Piece first);

    abstract HttpRequest.Builder append(URI upload, Piece piece);

    /** Says that all bytes were sent; doing so again changes nothing. */
    abstract HttpRequest.Builder finish(URI upload, long size);

    HttpRequest.Builder head(URI upload) {
        return to(upload).method("HEAD", BodyPublishers.noBody());
    }

    HttpRequest.Builder delete(URI upload) {
        return to(upload).DELETE();
    }

    HttpRequest.Builder to(URI upload) {
        return HttpRequest.newBuilder(upload);
    }
}
