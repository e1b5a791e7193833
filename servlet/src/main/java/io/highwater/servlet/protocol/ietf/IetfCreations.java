package io.highwater.servlet.protocol.ietf;

import io.highwater.engine.AppendRequest;
import io.highwater.engine.CreateRequest;
import io.highwater.offset.OffsetPolicy;
import io.highwater.servlet.protocol.Command;
import io.highwater.servlet.protocol.DigestFields;
import io.highwater.servlet.protocol.Fields;
import io.highwater.servlet.protocol.IetfMark;
import io.highwater.servlet.protocol.IntegrityField;
import io.highwater.servlet.protocol.MediaType;
import io.highwater.servlet.protocol.ProtocolSettings;
import io.highwater.servlet.protocol.Refusal;
import io.highwater.servlet.protocol.RequestHead;
import io.highwater.servlet.protocol.UploadMetadata;
import io.highwater.servlet.protocol.WantedDigest;
import io.highwater.session.ExpectedDigests;
import io.highwater.session.NewUpload;
import io.highwater.session.UploadLimits;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the requests that create an upload (IETF draft, "Upload Creation"), with or without its first bytes. */
final class IetfCreations {

    private static final String BYTES_OF_TUS = "application/offset+octet-stream"; // what tus-js-client may send here

    private final ProtocolSettings settings;
    private final IetfAnswers answers;

    IetfCreations(ProtocolSettings settings, IetfAnswers answers) {
        this.settings = settings;
        this.answers = answers;
    }

    Command decode(RequestHead head, boolean completes) {
        IetfFields fields = IetfFields.of(head);
        try {
            NewUpload upload = upload(fields, length(fields, completes));
            ExpectedDigests digests = DigestFields.expected(head.fields(), "Repr-Digest");
            AppendRequest first = new AppendRequest(
                    0,
                    OffsetPolicy.EXACT,
                    head.contentLength(),
                    OptionalLong.empty(),
                    IntegrityField.CONTENT_DIGEST.before(head, settings),
                    IetfFields.completion(completes));
            return new Command.CreateThenAppend(new CreateRequest(upload, digests), first);
        } catch (Refusal e) {
            return new Command.Reply(e.answer());
        }
    }

    private OptionalLong length(IetfFields fields, boolean completes) throws Refusal {
        OptionalLong length = fields.lengthByCreation(completes);
        if (length.orElse(0) > UploadLimits.MAX_SIZE) {
            throw Refusal.of(answers.tooLong(fields.dialect()));
        }
        return length;
    }

    private static NewUpload upload(IetfFields fields, OptionalLong length) throws Refusal {
        String metadata = fields.fields().combined(UploadMetadata.FIELD).orElse("");
        Map<String, String> attributes = new HashMap<>(WantedDigest.attributes(fields.fields()));
        if (!metadata.isEmpty()) {
            attributes.put(UploadMetadata.ATTRIBUTE, metadata);
        }
        return new NewUpload(length, metadata(fields.fields(), metadata), attributes, List.of());
    }

    /** What the client says in so many words goes before what describes the request. */
    private static Map<String, String> metadata(Fields fields, String given) throws Refusal {
        Map<String, String> metadata = new HashMap<>(UploadMetadata.parse(given));
        mediaType(fields).ifPresent(type -> metadata.putIfAbsent(NewUpload.FILETYPE, type));
        ContentDisposition.fileName(fields.lines("Content-Disposition"))
                .ifPresent(name -> metadata.putIfAbsent(NewUpload.FILENAME, name));
        return metadata;
    }

    /** The type of the whole, unless it is that of a part. */
    private static Optional<String> mediaType(Fields fields) {
        List<String> types = fields.lines("Content-Type");
        return types.size() != 1
                ? Optional.empty()
                : MediaType.parse(types.get(0))
                        .filter(type ->
                                !List.of(IetfMark.PARTIAL_UPLOAD, BYTES_OF_TUS).contains(type.essence()))
                        .map(MediaType::value);
    }
}
