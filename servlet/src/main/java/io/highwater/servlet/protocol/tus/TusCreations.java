package io.highwater.servlet.protocol.tus;

import io.highwater.engine.AppendRequest;
import io.highwater.engine.CreateRequest;
import io.highwater.offset.OffsetPolicy;
import io.highwater.servlet.protocol.Command;
import io.highwater.servlet.protocol.DigestFields;
import io.highwater.servlet.protocol.ProtocolSettings;
import io.highwater.servlet.protocol.Refusal;
import io.highwater.servlet.protocol.RequestHead;
import io.highwater.servlet.protocol.UploadMetadata;
import io.highwater.session.ExpectedDigests;
import io.highwater.session.NewUpload;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the requests that create an upload (tus: Creation, Creation With Upload). */
final class TusCreations {

    private TusCreations() {}

    static Command decode(RequestHead head, ProtocolSettings settings) throws Refusal {
        TusFields fields = new TusFields(head.fields());
        if (head.fields().has(TusFields.CONCAT)) {
            throw Refusal.of(400, "The extension concatenation is not spoken here. Send the upload as one.");
        }
        ExpectedDigests digests = UploadChecksum.ofBody(head, settings);
        boolean hasBytes = head.mayHaveBody() && (head.contentLength().isPresent() || !digests.isNone());
        if (hasBytes && !fields.haveBytes()) {
            throw TusFields.unsupportedType();
        }
        CreateRequest request = new CreateRequest(upload(fields), DigestFields.expected(head.fields(), "Repr-Digest"));
        boolean complete = request.upload().length().orElse(-1) == 0; // no PATCH will come to say so
        if (fields.haveBytes() || complete || !digests.isNone()) {
            return new Command.CreateThenAppend(request, first(head, digests));
        }
        Command create = new Command.Create(request);
        return head.mayHaveBody()
                ? new Command.ReadBody(
                        0, body -> create, TusFields.unsupportedType().answer())
                : create;
    }

    private static AppendRequest first(RequestHead head, ExpectedDigests digests) {
        return new AppendRequest(
                0,
                OffsetPolicy.EXACT,
                head.contentLength(),
                OptionalLong.empty(),
                digests,
                AppendRequest.Completion.AT_LENGTH);
    }

    private static NewUpload upload(TusFields fields) throws Refusal {
        OptionalLong length = fields.length();
        Optional<String> deferred = fields.single(TusFields.DEFER_LENGTH);
        if (deferred.isPresent() && !deferred.get().equals("1")) {
            throw Refusal.of(400, "Upload-Defer-Length must be 1.");
        }
        if (length.isPresent() == deferred.isPresent()) {
            throw Refusal.of(400, "Either Upload-Length or Upload-Defer-Length must be given.");
        }
        String metadata = fields.single(UploadMetadata.FIELD).orElse("");
        Map<String, String> attributes = metadata.isEmpty() ? Map.of() : Map.of(UploadMetadata.ATTRIBUTE, metadata);
        return new NewUpload(length, UploadMetadata.parse(metadata), attributes, List.of());
    }
}
