package io.highwater.servlet.protocol.tus;

import io.highwater.engine.AppendRequest;
import io.highwater.engine.CreateRequest;
import io.highwater.offset.OffsetPolicy;
import io.highwater.servlet.protocol.Command;
import io.highwater.servlet.protocol.ProtocolSettings;
import io.highwater.servlet.protocol.Refusal;
import io.highwater.servlet.protocol.RequestHead;
import io.highwater.servlet.protocol.UploadMetadata;
import io.highwater.session.Composition;
import io.highwater.session.ExpectedDigests;
import io.highwater.session.NewUpload;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the requests that create an upload (tus: Creation, Creation With Upload). */
final class TusCreations {

    private static final List<String> OF_BYTES =
            List.of(TusFields.LENGTH, TusFields.DEFER_LENGTH, TusFields.CHECKSUM, "Repr-Digest", "Content-Digest");

    private final RequestHead head;
    private final ProtocolSettings settings;
    private final TusFields fields;
    private final UploadConcat concat;

    TusCreations(RequestHead head, ProtocolSettings settings) {
        this.head = head;
        this.settings = settings;
        this.fields = new TusFields(head.fields());
        this.concat = new UploadConcat(head, settings.publicBaseUrl());
    }

    Command decode() throws Refusal {
        Composition composition = composition();
        return composition.isJoined() ? joined(composition) : begun(composition);
    }

    private Composition composition() throws Refusal {
        Optional<String> field = fields.single(TusFields.CONCAT);
        return field.isPresent() ? concat.composition(field.get()) : Composition.WHOLE;
    }

    /** A final upload: it has the length and the bytes of its parts, and says nothing of its own about either. */
    private Command joined(Composition composition) throws Refusal {
        for (String field : OF_BYTES) {
            if (head.fields().has(field)) {
                throw Refusal.of(400, field + " is not for a final upload, which has the bytes of its parts.");
            }
        }
        Refusal bytes = Refusal.of(400, "A final upload has the bytes of its parts; its creation has no body.");
        if (fields.haveBytes() || head.contentLength().orElse(0) > 0) {
            throw bytes;
        }
        Command create = new Command.Create(CreateRequest.of(upload(OptionalLong.empty(), composition)));
        return head.mayHaveBody() ? new Command.ReadBody(0, body -> create, bytes.answer()) : create;
    }

    private Command begun(Composition composition) throws Refusal {
        ExpectedDigests digests = UploadChecksum.ofBody(head, settings);
        boolean hasBytes = head.mayHaveBody() && (head.contentLength().isPresent() || !digests.isNone());
        if (hasBytes && !fields.haveBytes()) {
            throw TusFields.unsupportedType();
        }
        // no Repr-Digest: if the process ends during its check, no client comes back to have the upload completed
        CreateRequest request = CreateRequest.of(upload(length(), composition));
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

    private OptionalLong length() throws Refusal {
        OptionalLong length = fields.length();
        Optional<String> deferred = fields.single(TusFields.DEFER_LENGTH);
        if (deferred.isPresent() && !deferred.get().equals("1")) {
            throw Refusal.of(400, "Upload-Defer-Length must be 1.");
        }
        if (length.isPresent() == deferred.isPresent()) {
            throw Refusal.of(400, "Either Upload-Length or Upload-Defer-Length must be given.");
        }
        return length;
    }

    private NewUpload upload(OptionalLong length, Composition composition) throws Refusal {
        String metadata = fields.single(UploadMetadata.FIELD).orElse("");
        Map<String, String> attributes = new HashMap<>();
        if (!metadata.isEmpty()) {
            attributes.put(UploadMetadata.ATTRIBUTE, metadata);
        }
        fields.single(TusFields.CONCAT).ifPresent(sent -> attributes.put(UploadConcat.ATTRIBUTE, sent));
        return new NewUpload(length, UploadMetadata.parse(metadata), attributes, List.of(), composition);
    }
}
