package io.highwater.benchmarks.micro;

import io.highwater.servlet.protocol.Fields;
import io.highwater.servlet.protocol.ProtocolCodec;
import io.highwater.servlet.protocol.ProtocolSettings;
import io.highwater.servlet.protocol.RequestHead;
import io.highwater.servlet.protocol.chunk.ChunkCodec;
import io.highwater.servlet.protocol.ietf.IetfCodec;
import io.highwater.servlet.protocol.tus.TusCodec;
import io.highwater.session.Creation;
import io.highwater.session.NewUpload;
import io.highwater.session.UploadId;
import io.highwater.session.UploadLimits;
import io.highwater.session.UploadSession;
import io.highwater.session.UploadStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a typical client of each protocol sends, and the upload that it sends to. */
enum SampleRequests {
    CHUNK {
        @Override
        ProtocolCodec codec() {
            return new ChunkCodec(SETTINGS, () -> NOW);
        }

        @Override
        RequestHead append() {
            return request("PUT", "offset=5242880", CHUNK_BYTES, Map.of("Content-Type", "application/octet-stream"));
        }

        @Override
        RequestHead inspect() {
            return request("HEAD", null, 0, Map.of());
        }
    },
    TUS {
        @Override
        ProtocolCodec codec() {
            return new TusCodec(SETTINGS, () -> NOW);
        }

        @Override
        RequestHead append() {
            return request(
                    "PATCH",
                    null,
                    CHUNK_BYTES,
                    Map.of(
                            "Tus-Resumable", "1.0.0",
                            "Upload-Offset", "5242880",
                            "Content-Type", "application/offset+octet-stream"));
        }

        @Override
        RequestHead inspect() {
            return request("HEAD", null, 0, Map.of("Tus-Resumable", "1.0.0"));
        }
    },
    IETF {
        @Override
        ProtocolCodec codec() {
            return new IetfCodec(SETTINGS, () -> NOW);
        }

        @Override
        RequestHead append() {
            return request(
                    "PATCH",
                    null,
                    CHUNK_BYTES,
                    Map.of(
                            "Upload-Draft-Interop-Version", "8",
                            "Upload-Offset", "5242880",
                            "Upload-Complete", "?0",
                            "Content-Type", "application/partial-upload"));
        }

        @Override
        RequestHead inspect() {
            return request("HEAD", null, 0, Map.of("Upload-Draft-Interop-Version", "8"));
        }
    };

    static final int CHUNK_BYTES = 5 << 20;
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final UploadId ID = new UploadId("abcdefghijklmnopqrstuvwxyz");
    private static final ProtocolSettings SETTINGS = new ProtocolSettings(UploadLimits.defaults(), true, true, null);

    abstract ProtocolCodec codec();

    /** The head of a request that appends {@link #CHUNK_BYTES}. */
    abstract RequestHead append();

    /** The head of a request that asks how far the upload is. */
    abstract RequestHead inspect();

    /** An upload of 1 GiB that is at 10 MiB. */
    static UploadSession upload() {
        NewUpload request = NewUpload.ofLength(1 << 30).withMetadata(Map.of(NewUpload.FILENAME, "holiday.mp4"));
        Creation creation = new Creation(ID, "/uploads", null, NOW, request);
        return new UploadSession(creation, UploadStatus.OPEN, 10 << 20, request.length(), 0, NOW);
    }

    private static RequestHead request(
            String method, @Nullable String query, long length, Map<String, String> protocolFields) {
        Map<String, List<String>> lines = new TreeMap<>();
        lines.put("Host", List.of("uploads.example.org"));
        lines.put("User-Agent", List.of("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"));
        lines.put("Accept", List.of("*/*"));
        lines.put("Accept-Language", List.of("en-US,en;q=0.5"));
        lines.put("Accept-Encoding", List.of("gzip, deflate, br"));
        lines.put("Cookie", List.of("session=0123456789abcdef0123456789abcdef"));
        lines.put("Content-Length", List.of(Long.toString(length)));
        protocolFields.forEach((name, value) -> lines.put(name, List.of(value)));
        return new RequestHead(
                method,
                new RequestHead.Target("/uploads", "/" + ID, query),
                new Fields(lines),
                OptionalLong.of(length),
                "HTTP/1.1");
    }
}
