package io.highwater.servlet.protocol;

import io.highwater.session.DigestAlgorithm;
import io.highwater.session.ExpectedDigests;
import io.highwater.session.UploadException;
import io.highwater.session.UploadSession;
import java.util.Optional;

/**
 * One protocol: reads requests and writes answers, in its own words. Pure functions, safe for all threads; no I/O.
 *
 * @since 0.1.0
 */
public interface ProtocolCodec {

    /** What a request asks for, empty if it does not speak this protocol. */
    Optional<Command> decode(RequestHead head);

    /** An upload was created. */
    Answer created(RequestHead head, UploadSession upload);

    /**
     * What the client of a creation may be told of {@code upload} before its body is read: an interim response (RFC
     * 9110 §15.2); empty if this request earns none.
     */
    Optional<Answer> announced(RequestHead head, UploadSession upload);

    /** What the client of a body may be told of its progress: an interim response; empty if this request earns none. */
    Optional<Answer> progressed(RequestHead head, UploadSession upload);

    /** What {@code trailers} say of the body that {@code head} announced them for. */
    ExpectedDigests trailing(RequestHead head, Fields trailers);

    /** A body was appended to its end, or was there already. */
    Answer appended(RequestHead head, UploadSession upload);

    /** The state that {@link Command.Inspect} asked for. */
    Answer inspected(RequestHead head, UploadSession upload);

    /** The state that {@link Command.Peek} asked for. */
    Answer peeked(RequestHead head, UploadSession upload);

    /** The digest of the whole that is to be told once {@code upload} is complete, if any was asked for. */
    Optional<DigestAlgorithm> wantedDigest(RequestHead head, UploadSession upload);

    /** An upload was completed, now or before, by {@link Command.Complete}. */
    Answer completed(RequestHead head, UploadSession upload);

    /** {@code answer} with what every answer to {@code head} carries in this protocol, whoever wrote it. */
    Answer marked(RequestHead head, Answer answer);

    /** {@code command} was refused or failed. */
    Answer failed(RequestHead head, Command command, UploadException why);

    /**
     * Whether the client hears of that failure by the end of its connection alone, in HTTP/2 of its stream, where the
     * container can do that: its kind does not come back after a response.
     */
    boolean hangsUp(UploadException why);

    /** Whether an append that failed so makes its upload invalid. */
    boolean invalidates(RequestHead head, UploadException why);
}
